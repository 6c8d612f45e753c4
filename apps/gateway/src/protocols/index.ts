export { postgres } from './postgres/serve'
