import type { Db } from '@sallyport/db'
import type { Catalogue } from '@sallyport/sql'
import type { Services } from '../context'
import { publish } from '../live/publish'
import { orNotFound } from '../not-found'

const FRESH_MS = 5 * 60_000
/** People wait for this on a page; what is there already is better than a longer wait. */
const ANSWER_WITHIN_MS = 8_000

export interface KnownCatalogue {
  /** null: no gateway has read it yet. */
  readonly catalogue: Catalogue | null
  readonly readAt: Date | null
  /** Why it could not be read now. */
  readonly problem: string | null
}

/**
 * What a connection's target says of itself. The console does not reach targets: a gateway reads it, here and now
 * when what is known is older than five minutes. Without a gateway, what was known last.
 */
export async function readCatalogue(
  { db, live }: Pick<Services, 'db' | 'live'>,
  organizationId: string,
  connectionId: string,
): Promise<KnownCatalogue> {
  const where = { id: connectionId, organizationId }
  const found = await db.connection.findFirst({ where, select: { catalogue: true } })
  const { catalogue: known } = orNotFound(found, 'connection')
  if (known?.readAt && known.readAt.getTime() > Date.now() - FRESH_MS) return toKnown(known)

  const row = await requestReading({ db, live }, organizationId, connectionId)
  if (row) return toKnown(row)
  const problem = 'No gateway answered: check that one is online'
  return known ? { ...toKnown(known), problem } : { catalogue: null, readAt: null, problem }
}

/** Has a gateway read what a connection's target says of itself; null: none answered in time. */
export async function requestReading(
  { db, live }: Pick<Services, 'db' | 'live'>,
  organizationId: string,
  connectionId: string,
): Promise<Row | null> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
  const messages = await live.subscribe(signal)
  const requestedAt = new Date()
  await db.$transaction(async (tx) => {
    await tx.connectionCatalogue.upsert({
      where: { connectionId },
      create: { connectionId, organizationId, requestedAt },
      update: { requestedAt, takenById: null },
    })
    await publish(tx, { topic: 'catalogue', organizationId, id: connectionId })
  })
  for await (const message of messages) {
    if (message.topic !== 'missed' && !(message.topic === 'catalogue-read' && message.id === connectionId))
      continue
    const row = await db.connectionCatalogue.findUnique({ where: { connectionId } })
    if (row && (row.problem !== null || (row.readAt && row.readAt >= requestedAt))) return row
  }
  return null
}

type Row = NonNullable<Awaited<ReturnType<Db['connectionCatalogue']['findUnique']>>>

/** A gateway wrote it, and its shape is packages/sql's own. */
function toKnown({ content, readAt, problem }: Row): KnownCatalogue {
  return { catalogue: content as unknown as Catalogue | null, readAt, problem }
}
