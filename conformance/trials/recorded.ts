import { setTimeout } from 'node:timers/promises'
import { checkLedger, DirectoryStore, readRecording } from '@sallyport/api'
import { readEvents, verify } from '@sallyport/recording'
import type { Product } from './product'

export interface Recorded {
  /** The names of all statements in all recordings, and how often each is there. */
  readonly names: ReadonlyMap<string, number>
  readonly sessions: number
  /** Why they ended, and how many. */
  readonly ends: ReadonlyMap<string, number>
  /** What is wrong, in words; empty: nothing. */
  readonly problems: readonly string[]
}

const PATIENCE_MS = 10 * 60_000

/** Reads every recording from where it is kept, after all that the gateway has is delivered and all sessions ended. */
export async function readRecorded(product: Product): Promise<Recorded> {
  const { db, masterKey, organizationId } = product
  const problems: string[] = []
  if (!(await settled(product))) problems.push('some sessions never ended')
  const names = new Map<string, number>()
  const ends = new Map<string, number>()
  const store = new DirectoryStore(product.store)
  const sessions = await db.session.findMany({ where: { organizationId } })
  for (const { id, recordingBytes, chainHead, endReason, eventCount } of sessions) {
    ends.set(endReason ?? 'open', (ends.get(endReason ?? 'open') ?? 0) + 1)
    const chunks: Buffer[] = []
    for await (const chunk of readRecording({ db, masterKey, store }, id, 0, Number(recordingBytes))) {
      chunks.push(chunk)
    }
    const bytes = Buffer.concat(chunks)
    const found = await verify(bytes, chainHead ?? undefined)
    if (!found.ok) problems.push(`${id}: ${found.reason} at event ${found.event}`)
    else if (found.events !== eventCount) problems.push(`${id}: ${found.events} events of ${eventCount}`)
    for (const event of readEvents(bytes)) {
      if (event.type !== 'statement') continue
      const name = /values \('([^']+)'\)/.exec(event.text)?.[1]
      if (name) names.set(name, (names.get(name) ?? 0) + 1)
    }
  }
  const ledger = await checkLedger(db, organizationId)
  if (!ledger.ok) problems.push(`the ledger: ${ledger.reason} at ${ledger.sequence}`)
  return { names, sessions: sessions.length, ends, problems }
}

async function settled({ db }: Product): Promise<boolean> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await setTimeout(500)) {
    const open = await db.session.count({ where: { endedAt: null } })
    if (open === 0) return true
  }
  return false
}

/** What took effect and is in no recording; what a client was told is done and is in none; what is there twice. */
export function compare(
  { names }: Recorded,
  effects: ReadonlySet<string>,
  acknowledged: ReadonlySet<string>,
): { readonly missing: string[]; readonly unheard: string[]; readonly doubled: string[] } {
  return {
    missing: [...effects].filter((name) => !names.has(name)),
    unheard: [...acknowledged].filter((name) => !names.has(name) || !effects.has(name)),
    doubled: [...names].filter(([, count]) => count > 1).map(([name]) => name),
  }
}
