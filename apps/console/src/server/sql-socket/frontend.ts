/** What the editor says in PostgreSQL's protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html */

const PROTOCOL_3_0 = 3 << 16

export function startup(parameters: Readonly<Record<string, string>>): Buffer {
  const words = Object.entries(parameters).flatMap(([name, value]) => [cstring(name), cstring(value)])
  const body = Buffer.concat([int32(PROTOCOL_3_0), ...words, Buffer.of(0)])
  return Buffer.concat([int32(body.length + 4), body])
}

export function password(secret: string): Buffer {
  return message('p', cstring(secret))
}

/**
 * One statement in the extended protocol, so that a text is one statement and the target makes no more rows than are
 * asked for; all values as text.
 */
export function statement(text: string, maxRows: number): Buffer {
  return Buffer.concat([
    message('P', cstring(''), cstring(text), int16(0)),
    message('B', cstring(''), cstring(''), int16(0), int16(0), int16(0)),
    message('D', Buffer.from('P'), cstring('')),
    message('E', cstring(''), int32(maxRows)),
    message('S'),
  ])
}

/** In place of a COPY's data; the target has ignored the Sync before it. */
export function copyFail(why: string): Buffer {
  return Buffer.concat([message('f', cstring(why)), message('S')])
}

export const TERMINATE = message('X')

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}

/** A NUL ends it: what holds one must not get here. */
function cstring(text: string): Buffer {
  return Buffer.from(`${text}\0`)
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}
