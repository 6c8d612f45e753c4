export * from './addresses'
export * from './errors'
export * from './tools'
export * from './words'
