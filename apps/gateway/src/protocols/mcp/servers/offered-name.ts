import { createHash } from 'node:crypto'
import { TOOL_SEPARATOR } from '@sallyport/core'

/** What clients and models take as the name of a tool. */
const LONGEST = 64
const OTHER = /[^A-Za-z0-9_-]/
const HASH_LENGTH = 8

/**
 * The name by which a tool of a connection's server is offered. One that clients would not take is shortened, and told
 * apart by a hash of the whole.
 */
export function offeredName(connection: string, tool: string): string {
  const whole = `${connection}${TOOL_SEPARATOR}${tool}`
  if (whole.length <= LONGEST && !OTHER.test(tool)) return whole
  const hash = createHash('sha256')
    .update(JSON.stringify([connection, tool]))
    .digest('hex')
    .slice(0, HASH_LENGTH)
  const prefix = `${connection}${TOOL_SEPARATOR}`
  const room = LONGEST - HASH_LENGTH - 1
  return `${(prefix + tool.replaceAll(new RegExp(OTHER, 'g'), '_')).slice(0, room)}_${hash}`
}
