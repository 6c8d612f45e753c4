export * from './errors'
export * from './words'
