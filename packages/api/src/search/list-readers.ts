import type { IdentityKind } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { Member } from '../context'
import { conditionsOf, oneOf } from './conditions'
import { findStatements } from './find-statements'
import type { StatementFilter } from './schema'
import { visibleIdentities } from './search-statements'
import { termOf } from './terms'

export interface Reader {
  readonly id: string
  readonly name: string
  readonly kind: IdentityKind
  /** Statements that match; `isMore`: at least so many. */
  readonly statements: number
  readonly isMore: boolean
  readonly lastAt: Date
  /** The session of the last one, and its number there. */
  readonly sessionId: string
  readonly number: number
}

/** So many matches are counted in one go. */
const COUNTED = 2_000
const MOST_ROUNDS = 25

/**
 * Everybody who has a matching statement, who was the last first. Nobody is missed, however seldom they come: after
 * the newest matches are counted, those of all the others are looked for.
 */
export async function listReaders(
  db: Db,
  member: Member,
  filter: StatementFilter,
): Promise<{ readonly items: readonly Reader[]; readonly isWhole: boolean }> {
  const { organizationId } = member
  const visible = await visibleIdentities(db, member)
  const everybody = await db.identity.findMany({
    where: {
      organizationId,
      ...(visible && { id: { in: [...visible] } }),
      sessions: { some: { organizationId } },
    },
    select: { id: true, name: true, kind: true },
  })
  const left = new Map(everybody.map((identity) => [identity.id, identity]))
  const readers: Reader[] = []
  const { from = null, to = null } = filter
  for (let round = 0; round < MOST_ROUNDS && left.size > 0; round++) {
    const conditions = conditionsOf(organizationId, filter, null)
    const theirs = oneOf([...left.keys()].map((id) => termOf(organizationId, 'identity', id)))
    const search = { organizationId, from, to, hasIndex: true, all: [...conditions.all, theirs] }
    const { items } = await findStatements(db, search, undefined, COUNTED)
    if (items.length === 0) return { items: readers, isWhole: true }
    const owners = await ownersOf(db, items)
    for (const { at, sessionId, number } of items) {
      const id = owners.get(sessionId) ?? ''
      const identity = left.get(id)
      if (identity) {
        left.delete(id)
        const isMore = items.length === COUNTED
        readers.push({ ...identity, statements: 0, isMore, lastAt: at, sessionId, number })
      }
      const at_ = readers.findIndex((reader) => reader.id === id)
      const reader = readers[at_]
      if (reader) readers[at_] = { ...reader, statements: reader.statements + 1 }
    }
    if (items.length < COUNTED) return { items: readers, isWhole: true }
  }
  return { items: readers, isWhole: left.size === 0 }
}

async function ownersOf(db: Db, items: readonly { readonly sessionId: string }[]) {
  const ids = [...new Set(items.map(({ sessionId }) => sessionId))]
  const found = await db.session.findMany({
    where: { id: { in: ids } },
    select: { id: true, identityId: true },
  })
  return new Map(found.map(({ id, identityId }) => [id, identityId]))
}
