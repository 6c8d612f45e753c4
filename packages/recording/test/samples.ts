import { createHash } from 'node:crypto'
import type { RecordedEvent } from '../src/index'
import { Chain } from '../src/index'

export const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest()

export const SESSION: readonly RecordedEvent[] = [
  {
    type: 'session-start',
    at: 1_760_000_000_000,
    sessionId: '0b8f4a5c-1d2e-4f60-8a7b-9c0d1e2f3a4b',
    identity: { id: 'id-1', kind: 'agent', name: 'reporting-agent', groups: ['agents'] },
    connection: 'shop',
    protocol: 'postgres',
    clientAddress: '127.0.0.1:50000',
    clientApplication: 'psql',
    gateway: 'gateway-1',
    durability: 'best-effort',
  },
  {
    type: 'statement',
    at: 1_760_000_000_010,
    statement: 1,
    text: 'DELETE FROM "Grüße" WHERE id = $1 -- \u{1F512}',
    parameters: ['7', null],
    operations: [{ verb: 'delete', resource: 'shop.public.Grüße', conditions: ['always-true'] }],
    decision: { effect: 'hold', rule: 'Writes wait', message: '' },
    masks: [
      { result: 0, column: 1, where: 'source', of: 'public.Grüße.email', rule: 'E-mail', dataClass: 'email' },
    ],
  },
  {
    type: 'approval',
    at: 1_760_000_000_020,
    statement: 1,
    approvalId: 'approval-1',
    status: 'requested',
    expiresAt: 1_760_000_600_000,
  },
  {
    type: 'approval',
    at: 1_760_000_000_030,
    statement: 1,
    approvalId: 'approval-1',
    status: 'rejected',
    by: 'Alan',
    reason: 'No',
  },
  {
    type: 'output',
    at: 1_760_000_000_040,
    statement: 1,
    rows: 2,
    masked: 1,
    payload: Uint8Array.of(0, 1, 2, 255),
  },
  { type: 'output', at: 1_760_000_000_041, statement: 1, rows: 0, masked: 0, payload: Uint8Array.of() },
  { type: 'statement-end', at: 1_760_000_000_050, statement: 1, status: 'refused', code: '42501', rows: 2 },
  { type: 'statement-end', at: 1_760_000_000_055, statement: 2, status: 'done', rows: 0 },
  { type: 'session-end', at: 1_760_000_000_060, reason: 'The client left' },
]

/** The records of some events, and the chain's head after them. */
export function record(events: readonly RecordedEvent[]): {
  records: Uint8Array[]
  bytes: Uint8Array
  head: Uint8Array
} {
  const chain = new Chain(sha256)
  const records = events.map((event) => chain.append(event))
  return { records, bytes: new Uint8Array(Buffer.concat(records)), head: chain.head }
}
