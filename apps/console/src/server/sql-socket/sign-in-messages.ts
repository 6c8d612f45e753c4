import type { Socket } from 'node:net'
import { SallyportError } from '@sallyport/core'

const HEADER_BYTES = 5
/** All of a sign-in: the settings that the target reports, mostly. */
const MAX_BYTES = 64 * 1024

export interface SignInMessage {
  readonly type: string
  readonly body: Buffer
}

/** A gateway's messages up to ReadyForQuery ('Z'), after which it says nothing unasked. The socket stays open, and paused. */
export async function* signInMessages(socket: Socket): AsyncGenerator<SignInMessage> {
  let bytes: Buffer = Buffer.alloc(0)
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    bytes = Buffer.concat([bytes, chunk as Buffer])
    if (bytes.length > MAX_BYTES) throw malformed()
    for (;;) {
      if (bytes.length < HEADER_BYTES) break
      const end = bytes.readUInt32BE(1) + 1
      if (end < HEADER_BYTES || end > MAX_BYTES) throw malformed()
      if (bytes.length < end) break
      const type = String.fromCharCode(bytes[0] ?? 0)
      const body = bytes.subarray(HEADER_BYTES, end)
      if (body.length < (SHORTEST[type] ?? 0)) throw malformed()
      bytes = bytes.subarray(end)
      yield { type, body }
    }
  }
}

const SHORTEST: Readonly<Record<string, number>> = { R: 4, K: 8 }

/** The fields of an ErrorResponse, by their letters. */
export function readFields(body: Buffer): ReadonlyMap<string, string> {
  const parts = body.toString('utf8').split('\0')
  return new Map(parts.filter(Boolean).map((part) => [part.slice(0, 1), part.slice(1)]))
}

function malformed(): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', 'the gateway’s sign-in could not be read')
}
