import { SallyportError } from '@sallyport/core'
import { putUint16, putUint32, putUint48 } from './bytes'
import type { RecordedEvent, RecordedStatement, StatementEnd } from './event'
import { EVENT_TYPES, STATUS_BYTES } from './event-type'
import { EVENT_HEADER_BYTES, LENGTH_BYTES, MAX_EVENT_BYTES } from './layout'

const encoder = new TextEncoder()
const NOTHING = new Uint8Array(0)

/** Where the fields of an output event are, counted from its first byte, and where its payload begins. */
export const OUTPUT = {
  statement: EVENT_HEADER_BYTES,
  rows: EVENT_HEADER_BYTES + 4,
  masked: EVENT_HEADER_BYTES + 8,
  payload: EVENT_HEADER_BYTES + 12,
} as const

/** The bytes of a statement event apart from its text, its parameters and its verdict. */
export const STATEMENT_BYTES = EVENT_HEADER_BYTES + 4 + 4 + 2
/** The bytes of a parameter apart from its value. */
export const PARAMETER_BYTES = 4 + 1
/** The bytes of the end of a statement apart from its code. */
export const STATEMENT_END_BYTES = EVENT_HEADER_BYTES + 4 + 1 + 6

/** The bytes of one event. Throws LIMIT_EXCEEDED when they would not fit into a record. */
export function encodeEvent(event: RecordedEvent): Uint8Array {
  switch (event.type) {
    case 'session-start':
    case 'session-end': {
      const { type, at, ...rest } = event
      return build(type, at, NOTHING, json(rest))
    }
    case 'approval': {
      const { type, at, statement, ...rest } = event
      return build(type, at, uint32(statement), json(rest))
    }
    case 'statement':
      return build(event.type, event.at, ...statementParts(event))
    case 'output': {
      const { type, at, statement, rows, masked, payload } = event
      return build(type, at, uint32(statement), uint32(rows), uint32(masked), payload)
    }
    case 'statement-end': {
      const bytes = new Uint8Array(STATEMENT_END_BYTES + encoder.encode(event.code ?? '').length)
      writeStatementEnd(bytes, 0, event)
      return bytes
    }
  }
}

/** What was decided of a statement, as the end of its event: the same for every statement that does the same. */
export function encodeVerdict({
  operations,
  decision,
  masks,
}: Pick<RecordedStatement, 'operations' | 'decision' | 'masks'>): Uint8Array {
  return json({ operations, decision, ...(masks && { masks }) })
}

/** Writes length, type and time of an event of `size` bytes; answers where its body begins. */
export function writeEventHeader(
  into: Uint8Array,
  at: number,
  {
    type,
    size,
    time,
  }: { readonly type: RecordedEvent['type']; readonly size: number; readonly time: number },
): number {
  putUint32(into, at, size - LENGTH_BYTES)
  into[at + 4] = EVENT_TYPES[type]
  return putUint48(into, at + 5, time)
}

/** Writes a whole event, of STATEMENT_END_BYTES and its code's; answers where it ends. The code is ASCII. */
export function writeStatementEnd(
  into: Uint8Array,
  start: number,
  event: Omit<StatementEnd, 'type'>,
): number {
  const { at: time, statement, status, rows, code = '' } = event
  let at = writeEventHeader(into, start, {
    type: 'statement-end',
    size: STATEMENT_END_BYTES + code.length,
    time,
  })
  at = putUint32(into, at, statement)
  into[at++] = STATUS_BYTES[status]
  at = putUint48(into, at, rows)
  for (let index = 0; index < code.length; index++) into[at++] = code.charCodeAt(index)
  return at
}

function statementParts(event: RecordedStatement): Uint8Array[] {
  const { statement, text, parameters = [] } = event
  const textBytes = encoder.encode(text)
  const values = parameters.flatMap((value) => {
    if (value === null) return [Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0)]
    const bytes = encoder.encode(value)
    return [uint32(bytes.length), Uint8Array.of(0), bytes]
  })
  const count = new Uint8Array(2)
  putUint16(count, 0, parameters.length)
  return [uint32(statement), uint32(textBytes.length), textBytes, count, ...values, encodeVerdict(event)]
}

function build(type: RecordedEvent['type'], time: number, ...body: readonly Uint8Array[]): Uint8Array {
  const size = body.reduce((sum, part) => sum + part.length, EVENT_HEADER_BYTES)
  if (size > MAX_EVENT_BYTES) {
    throw new SallyportError('LIMIT_EXCEEDED', `an event of ${size} bytes is too large to be recorded`)
  }
  const bytes = new Uint8Array(size)
  let at = writeEventHeader(bytes, 0, { type, size, time })
  for (const part of body) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function json(value: object): Uint8Array {
  return encoder.encode(JSON.stringify(value))
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  putUint32(bytes, 0, value)
  return bytes
}
