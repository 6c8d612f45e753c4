import { SallyportError } from '@sallyport/core'
import { stringify } from './uuid'

const SESSION_ID_BYTES = 16
const HEADER_BYTES = SESSION_ID_BYTES + 8

/** A binary message of a gateway: some of a session's records. */
export interface RecordingFrame {
  readonly sessionId: string
  /** Where in the session's recording the records begin. */
  readonly offset: number
  /** Whole records; a view into the message. */
  readonly records: Uint8Array
}

export function decodeFrame(message: Buffer): RecordingFrame {
  if (message.length < HEADER_BYTES) throw malformed('it is shorter than its header')
  const offset = message.readBigUInt64BE(SESSION_ID_BYTES)
  if (offset > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed('its offset is out of range')
  return {
    sessionId: stringify(message.subarray(0, SESSION_ID_BYTES)),
    offset: Number(offset),
    records: message.subarray(HEADER_BYTES),
  }
}

export function encodeFrame({ sessionId, offset, records }: RecordingFrame): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(sessionId.replaceAll('-', ''), 'hex')
  header.writeBigUInt64BE(BigInt(offset), SESSION_ID_BYTES)
  return Buffer.concat([header, records])
}

function malformed(why: string): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', `malformed recording frame: ${why}`)
}
