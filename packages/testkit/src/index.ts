export { type TestDatabase, type TestTarget, testDatabase, testTarget } from './databases'
export { freePort } from './free-port'
