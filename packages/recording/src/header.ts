import {
  CONDITIONS,
  EFFECTS,
  IDENTITY_KINDS,
  type Identity,
  type Operation,
  ORIGINS,
  SallyportError,
  VERBS,
} from '@sallyport/core'
import { RECORDED_APPROVAL_STATUSES, type RecordedEvent, STATEMENT_STATUSES } from './event'
import { asString, asWord, Fields } from './fields'

const EVENT_TYPES = [
  'session-start',
  'statement',
  'approval',
  'output',
  'statement-end',
  'session-end',
] as const

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const NOTHING = new Uint8Array(0)

/** Splits an event into its record's header and payload. The payload is the event's own array. */
export function encodeEvent(event: RecordedEvent): { header: Uint8Array; payload: Uint8Array } {
  if (event.type !== 'output') return { header: encoder.encode(JSON.stringify(event)), payload: NOTHING }
  const { payload, ...header } = event
  return { header: encoder.encode(JSON.stringify(header)), payload }
}

/** Parses and checks a header. An `output` event's payload is a view into what it was read from. */
export function decodeEvent(header: Uint8Array, payload: Uint8Array): RecordedEvent {
  const fields = new Fields(parseJson(header), 'header')
  const type = fields.word('type', EVENT_TYPES)
  if (type !== 'output' && payload.length > 0) {
    throw new SallyportError('PROTOCOL_VIOLATION', `malformed recording: ${type} has no payload`)
  }
  const at = fields.time('at')

  switch (type) {
    case 'session-start':
      return {
        type,
        at,
        sessionId: fields.string('sessionId'),
        identity: decodeIdentity(fields.fields('identity')),
        connection: fields.string('connection'),
        protocol: fields.string('protocol'),
        clientAddress: fields.string('clientAddress'),
        clientApplication: fields.string('clientApplication'),
        gateway: fields.string('gateway'),
      }
    case 'statement':
      return { type, at, ...decodeStatement(fields) }
    case 'approval':
      return {
        type,
        at,
        statement: fields.count('statement'),
        approvalId: fields.string('approvalId'),
        status: fields.word('status', RECORDED_APPROVAL_STATUSES),
        ...(fields.has('by') && { by: fields.string('by') }),
        ...(fields.has('reason') && { reason: fields.string('reason') }),
        ...(fields.has('expiresAt') && { expiresAt: fields.time('expiresAt') }),
      }
    case 'output': {
      const [statement, rows, masked] = [
        fields.count('statement'),
        fields.count('rows'),
        fields.count('masked'),
      ]
      return { type, at, statement, rows, masked, payload }
    }
    case 'statement-end':
      return {
        type,
        at,
        statement: fields.count('statement'),
        status: fields.word('status', STATEMENT_STATUSES),
        ...(fields.has('code') && { code: fields.string('code') }),
        rows: fields.count('rows'),
      }
    case 'session-end':
      return { type, at, reason: fields.string('reason') }
  }
}

function decodeStatement(fields: Fields) {
  const decision = fields.fields('decision')
  return {
    statement: fields.count('statement'),
    text: fields.string('text'),
    ...(fields.has('parameters') && {
      parameters: fields.list('parameters', (item, path) => (item === null ? null : asString(item, path))),
    }),
    operations: fields.list('operations', decodeOperation),
    decision: {
      effect: decision.word('effect', EFFECTS),
      rule: decision.stringOrNull('rule'),
      message: decision.string('message'),
    },
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

function parseJson(header: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(header))
  } catch (cause) {
    throw new SallyportError('PROTOCOL_VIOLATION', 'malformed recording: the header is not JSON in UTF-8', {
      cause,
    })
  }
}
