export { loadMasterKey, type MasterKeyEnvironment } from './master-key'
export { open, openBytes, seal, sealBytes } from './seal'
