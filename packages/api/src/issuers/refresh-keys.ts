import { setTimeout } from 'node:timers/promises'
import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { Services } from '../context'
import { policyChanged } from '../policy/changed'
import { fetchKeys } from './fetch-keys'

/** A token with an unknown key makes us ask its issuer, but no flood of them asks more often than this. */
const COOL_DOWN_MS = 30_000
const EVERY_MS = 5 * 60_000
const LOOK_EVERY_MS = 60_000

type Needs = Pick<Services, 'db' | 'settings'>

/**
 * Asks an issuer for its keys, unless somebody did so a moment ago. True: they are others now, and gateways are told.
 * Keys that an issuer does not publish any more verify nothing from then on; while it does not answer, the last ones do.
 */
export async function refreshKeys({ db, settings }: Needs, id: string, isForced = false): Promise<boolean> {
  const row = await claimTurn(db, id, isForced ? 0 : COOL_DOWN_MS)
  if (!row) return false
  try {
    const jwks = await fetchKeys(row, settings.allowedHosts)
    return await store(db, row, jwks)
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error
    await db.issuer.updateMany({ where: sameSource(row), data: { keysProblem: error.message } })
    return false
  }
}

/** One process at a time, and not more often than that. */
async function claimTurn(db: Db, id: string, coolDownMs: number) {
  const now = Date.now()
  const isDue = { OR: [{ keysTriedAt: null }, { keysTriedAt: { lte: new Date(now - coolDownMs) } }] }
  const [row] = await db.issuer.updateManyAndReturn({
    where: { id, keysFrom: { not: 'pasted' }, ...isDue },
    data: { keysTriedAt: new Date(now) },
  })
  return row
}

type Row = NonNullable<Awaited<ReturnType<typeof claimTurn>>>

async function store(db: Db, row: Row, jwks: Awaited<ReturnType<typeof fetchKeys>>): Promise<boolean> {
  const isSame = canonical(jwks) === canonical(row.jwks)
  const fetched = { keysFetchedAt: new Date(), keysProblem: null }
  return db.$transaction(async (tx) => {
    const keys = JSON.parse(JSON.stringify(jwks)) as object
    const { count } = await tx.issuer.updateMany({
      where: sameSource(row),
      data: isSame ? fetched : { ...fetched, jwks: keys },
    })
    const isNew = count > 0 && !isSame
    if (isNew) await policyChanged(tx, row.organizationId)
    return isNew
  })
}

/** An admin may have named another source meanwhile: what the old one says is not stored then. */
function sameSource({ id, url, keysFrom, jwksUrl }: Row) {
  return { id, url, keysFrom, jwksUrl }
}

/** The database keeps JSON, not the order of its names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : item,
  )
}

/** Keeps the keys of all issuers fresh until the signal fires. Each console does; the database gives one of them the turn. */
export async function sweepKeys(
  services: Needs,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const due = new Date(Date.now() - EVERY_MS)
      const rows = await services.db.issuer.findMany({
        where: {
          enabled: true,
          keysFrom: { not: 'pasted' },
          OR: [{ keysTriedAt: null }, { keysTriedAt: { lte: due } }],
        },
        select: { id: true },
      })
      for (const { id } of rows) await refreshKeys(services, id)
    } catch (error) {
      report(error)
    }
    await setTimeout(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined) // rejects when the signal fires
  }
}
