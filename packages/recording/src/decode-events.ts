import {
  CONDITIONS,
  DATA_CLASSES,
  DURABILITIES,
  EFFECTS,
  IDENTITY_KINDS,
  type Identity,
  type Operation,
  ORIGINS,
  SallyportError,
  TARGET_PROTOCOLS,
  VERBS,
} from '@sallyport/core'
import { getUint16, getUint32, getUint48 } from './bytes'
import {
  MASKED_WHERE,
  RECORDED_APPROVAL_STATUSES,
  type RecordedEvent,
  type RecordedMask,
  type RecordedStatement,
  STATEMENT_STATUSES,
} from './event'
import { EVENT_TYPES } from './event-type'
import { asString, asWord, Fields } from './fields'
import { EVENT_HEADER_BYTES, LENGTH_BYTES, MIN_EVENT_LENGTH } from './layout'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const TYPES = new Map(
  Object.entries(EVENT_TYPES).map(([type, byte]) => [byte as number, type as RecordedEvent['type']]),
)

/** Reads the events of one record. An output's payload is a view into the bytes. Throws PROTOCOL_VIOLATION. */
export function decodeEvents(bytes: Uint8Array): RecordedEvent[] {
  const events: RecordedEvent[] = []
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < EVENT_HEADER_BYTES) throw malformed('a record ends inside an event')
    const length = getUint32(bytes, at)
    const end = at + LENGTH_BYTES + length
    if (length < MIN_EVENT_LENGTH || end > bytes.length)
      throw malformed('the length of an event is out of range')
    const type = TYPES.get(bytes[at + 4] ?? 0)
    if (!type) throw malformed('an event of an unknown type')
    events.push(decodeBody(type, getUint48(bytes, at + 5), new Body(bytes, at + EVENT_HEADER_BYTES, end)))
    at = end
  }
  if (events.length === 0) throw malformed('a record without events')
  return events
}

function decodeBody(type: RecordedEvent['type'], at: number, body: Body): RecordedEvent {
  switch (type) {
    case 'session-start': {
      const fields = body.fields()
      return {
        type,
        at,
        sessionId: fields.string('sessionId'),
        identity: decodeIdentity(fields.fields('identity')),
        ...(fields.has('onBehalfOf') && { onBehalfOf: fields.string('onBehalfOf') }),
        ...(fields.has('purpose') && { purpose: fields.string('purpose') }),
        connection: fields.string('connection'),
        protocol: fields.string('protocol'),
        clientAddress: fields.string('clientAddress'),
        clientApplication: fields.string('clientApplication'),
        gateway: fields.string('gateway'),
        ...(fields.has('durability') && { durability: fields.word('durability', DURABILITIES) }),
        ...(fields.has('target') && { target: fields.word('target', TARGET_PROTOCOLS) }),
      }
    }
    case 'statement':
      return decodeStatement(at, body)
    case 'approval': {
      const statement = body.uint32()
      const fields = body.fields()
      return {
        type,
        at,
        statement,
        approvalId: fields.string('approvalId'),
        status: fields.word('status', RECORDED_APPROVAL_STATUSES),
        ...(fields.has('by') && { by: fields.string('by') }),
        ...(fields.has('reason') && { reason: fields.string('reason') }),
        ...(fields.has('expiresAt') && { expiresAt: fields.time('expiresAt') }),
        ...(fields.has('receipt') && { receipt: fields.string('receipt') }),
      }
    }
    case 'output':
      return {
        type,
        at,
        statement: body.uint32(),
        rows: body.uint32(),
        masked: body.uint32(),
        payload: body.rest(),
      }
    case 'statement-end': {
      const statement = body.uint32()
      const status = STATEMENT_STATUSES[body.uint8()]
      if (!status) throw malformed('a statement that ends in an unknown way')
      const rows = body.uint48()
      const code = body.text(body.left)
      return { type, at, statement, status, ...(code !== '' && { code }), rows }
    }
    case 'session-end':
      return { type, at, reason: body.fields().string('reason') }
  }
}

function decodeStatement(at: number, body: Body): RecordedStatement {
  const statement = body.uint32()
  const text = body.text(body.uint32())
  const parameters = Array.from({ length: body.uint16() }, () => decodeParameter(body))
  const fields = body.fields()
  const decision = fields.fields('decision')
  return {
    type: 'statement',
    at,
    statement,
    text,
    parameters,
    operations: fields.list('operations', decodeOperation),
    decision: {
      effect: decision.word('effect', EFFECTS),
      rule: decision.stringOrNull('rule'),
      message: decision.string('message'),
    },
    ...(fields.has('masks') && { masks: fields.list('masks', decodeMask) }),
  }
}

function decodeMask(value: unknown, path: string): RecordedMask {
  const fields = new Fields(value, path)
  return {
    result: fields.count('result'),
    column: fields.count('column'),
    where: fields.word('where', MASKED_WHERE),
    of: fields.string('of'),
    rule: fields.string('rule'),
    dataClass: fields.word('dataClass', DATA_CLASSES),
  }
}

const NULL_LENGTH = 0xffffffff

/** Binary values are shown in hexadecimal, as PostgreSQL shows bytea. */
function decodeParameter(body: Body): string | null {
  const length = body.uint32()
  const format = body.uint8()
  if (length === NULL_LENGTH) return null
  const bytes = body.bytes(length)
  if (format === 0) return lenient.decode(bytes)
  let hex = '\\x'
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return hex
}

/** A parameter is recorded as it was sent, also where the target will refuse it for its encoding. */
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** The body of an event, read front to back. */
class Body {
  readonly #bytes: Uint8Array
  readonly #end: number
  #at: number

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
  }

  get left(): number {
    return this.#end - this.#at
  }

  uint8(): number {
    return this.#bytes[this.#take(1)] ?? 0
  }

  uint16(): number {
    return getUint16(this.#bytes, this.#take(2))
  }

  uint32(): number {
    return getUint32(this.#bytes, this.#take(4))
  }

  uint48(): number {
    return getUint48(this.#bytes, this.#take(6))
  }

  bytes(length: number): Uint8Array {
    const start = this.#take(length)
    return this.#bytes.subarray(start, start + length)
  }

  rest(): Uint8Array {
    return this.bytes(this.left)
  }

  text(length: number): string {
    const bytes = this.bytes(length)
    try {
      return decoder.decode(bytes)
    } catch (cause) {
      throw malformed('a text is not UTF-8', cause)
    }
  }

  /** The rest: one JSON object. */
  fields(): Fields {
    const text = this.text(this.left)
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (cause) {
      throw malformed('what should be JSON is none', cause)
    }
    return new Fields(value, 'event')
  }

  #take(length: number): number {
    const start = this.#at
    if (length > this.#end - start) throw malformed('an event ends inside a field')
    this.#at = start + length
    return start
  }
}

function decodeOperation(value: unknown, path: string): Operation {
  const fields = new Fields(value, path)
  return {
    verb: fields.word('verb', VERBS),
    resource: fields.string('resource'),
    conditions: fields.list('conditions', (item, at) => asWord(item, CONDITIONS, at)),
    ...(fields.has('columns') && { columns: fields.list('columns', asString) }),
    ...(fields.has('via') && { via: fields.string('via') }),
    ...(fields.has('isImplied') && { isImplied: true as const }),
  }
}

function decodeIdentity(fields: Fields): Identity {
  return {
    id: fields.string('id'),
    kind: fields.word('kind', IDENTITY_KINDS),
    name: fields.string('name'),
    groups: fields.list('groups', asString),
    ...(fields.has('origin') && { origin: fields.word('origin', ORIGINS) }),
  }
}

function malformed(why: string, cause?: unknown): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', `malformed recording: ${why}`, { cause })
}
