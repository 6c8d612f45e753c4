import { SallyportError } from '@sallyport/core'
import { equalBytes } from './chain'
import { EMPTY_HEAD, EVENTS_OFFSET, HASH_BYTES, HASH_OFFSET } from './layout'
import { type ReadRecord, readRecords } from './read-records'

export type Verification =
  | { readonly ok: true; readonly events: number; readonly head: Uint8Array }
  | {
      readonly ok: false
      /** Index of the first event of the first record that is wrong or missing: as many before it are good. */
      readonly event: number
      readonly offset: number
      readonly reason: string
    }

/**
 * Checks a recording, or a later part of one when `previousHead` is the hash of the record before it.
 * Without `expectedHead`, whole records missing at the end cannot be noticed. Never throws on bad bytes.
 */
export async function verify(
  bytes: Uint8Array,
  expectedHead?: Uint8Array,
  previousHead: Uint8Array = EMPTY_HEAD,
): Promise<Verification> {
  const records = readRecords(bytes)
  let head = previousHead
  let events = 0
  let offset = 0
  const wrong = (reason: string): Verification => ({ ok: false, event: events, offset, reason })

  for (;;) {
    const next = readNext(records)
    if (typeof next === 'string') return wrong(next)
    if (next === null) break
    const hash = await hashRecord(bytes, next, head)
    if (!equalBytes(hash, next.hash)) {
      return wrong('the record was changed, or does not follow the one before it')
    }
    head = hash
    events += next.events.length
    offset = next.end
  }
  if (offset !== bytes.length) return wrong('the last record is cut off')
  if (expectedHead && !equalBytes(head, expectedHead)) {
    return wrong('the chain does not end in the expected hash: records were removed, added or replaced')
  }
  return { ok: true, events, head }
}

/** The next record, `null` at the end, or why it cannot be read. */
function readNext(records: Generator<ReadRecord, void>): ReadRecord | null | string {
  try {
    return records.next().value ?? null
  } catch (error) {
    if (error instanceof SallyportError) return error.message
    throw error
  }
}

async function hashRecord(
  bytes: Uint8Array,
  { offset, end }: ReadRecord,
  previous: Uint8Array,
): Promise<Uint8Array> {
  const data = new Uint8Array(end - offset - HASH_OFFSET)
  data.set(previous)
  data.set(bytes.subarray(offset + EVENTS_OFFSET, end), HASH_BYTES)
  return new Uint8Array(await subtle().digest('SHA-256', data))
}

function subtle(): typeof crypto.subtle {
  const available: typeof crypto.subtle | undefined = globalThis.crypto?.subtle
  if (available) return available
  throw new SallyportError('UNSUPPORTED', 'This browser cannot check hashes on this page', {
    hint: 'Open the console over https or on localhost.',
  })
}
