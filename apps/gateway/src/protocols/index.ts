export { mcp } from './mcp/serve'
export { postgres } from './postgres/serve'
