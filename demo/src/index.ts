export { isLuhnValid } from './luhn'
export { type DemoOptions, type DemoTarget, prepareDemo, removeDemo } from './prepare-demo'
export { DEMO_SEED, type DemoRows, demoRows } from './rows'
