export * from './addresses'
export * from './errors'
export * from './words'
