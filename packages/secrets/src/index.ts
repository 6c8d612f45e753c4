export { loadMasterKey, type MasterKeyEnvironment } from './master-key'
export { open, seal } from './seal'
