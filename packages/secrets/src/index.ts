export { loadMasterKey, type MasterKeyEnvironment } from './master-key'
export { REFERENCE, resolveReference, type SecretSources } from './reference'
export { open, openBytes, seal, sealBytes } from './seal'
