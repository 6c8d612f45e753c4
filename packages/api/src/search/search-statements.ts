import type { IdentityKind } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { Member } from '../context'
import { may } from '../permissions'
import { type StatementItem, toStatementItem } from '../sessions/to-statement-item'
import { visibleSessions } from '../sessions/visible'
import { conditionsOf } from './conditions'
import { type FoundStatement, findStatements, type Search } from './find-statements'
import type { SearchStatements, StatementFilter, StatementPosition } from './schema'

export interface FoundItem extends StatementItem {
  readonly sessionId: string
  readonly identity: { readonly id: string; readonly name: string; readonly kind: IdentityKind }
  readonly connectionName: string
}

export interface StatementResults {
  readonly items: readonly FoundItem[]
  /** Absent on the last page. */
  readonly nextCursor?: string
  /** The search looked only as far back as this: the next page goes on from there. */
  readonly searchedTo?: Date
}

const PAGE_SIZE = 50

export function searchStatements(
  db: Db,
  member: Member,
  { cursor, ...filter }: SearchStatements,
  pageSize = PAGE_SIZE,
): Promise<StatementResults> {
  return withSearch(db, member, filter, async (search) => {
    const { items: keys, stoppedAt } = await findStatements(db, search, cursor, pageSize + 1)
    const shown = keys.slice(0, pageSize)
    const last = shown.at(-1)
    const items = await loadItems(db, member, shown)
    if (keys.length > pageSize && last) return { items, nextCursor: toCursor(last) }
    return stoppedAt ? { items, nextCursor: toCursor(stoppedAt), searchedTo: stoppedAt.at } : { items }
  })
}

async function withSearch<Result>(
  db: Db,
  member: Member,
  filter: StatementFilter,
  then: (search: Search) => Promise<Result>,
): Promise<Result> {
  const { organizationId } = member
  const identities = await visibleIdentities(db, member)
  const { from = null, to = null } = filter
  return then({ organizationId, from, to, ...conditionsOf(organizationId, filter, identities) })
}

/** null: everybody's statements. */
export async function visibleIdentities(db: Db, member: Member): Promise<readonly string[] | null> {
  if (may(member, 'session:read-all')) return null
  const { id } = member
  const agents = await db.identity.findMany({ where: { ownerId: id }, select: { id: true } })
  return [id, ...agents.map((agent) => agent.id)]
}

/** What is shown, in the order of the keys. Only of sessions that the member may see, whatever was found. */
async function loadItems(
  db: Db,
  member: Member,
  keys: readonly FoundStatement[],
): Promise<readonly FoundItem[]> {
  if (keys.length === 0) return []
  const sessions = await db.session.findMany({
    where: { ...visibleSessions(member), id: { in: [...new Set(keys.map(({ sessionId }) => sessionId))] } },
    select: { id: true, identityId: true, identityName: true, identityKind: true, connectionName: true },
  })
  const rows = await db.statement.findMany({
    where: { OR: keys.map(({ sessionId, number }) => ({ sessionId, number })) },
  })
  const byId = new Map(sessions.map((session) => [session.id, session]))
  const byKey = new Map(rows.map((row) => [`${row.sessionId} ${row.number}`, row]))
  return keys.flatMap(({ sessionId, number }) => {
    const session = byId.get(sessionId)
    const row = byKey.get(`${sessionId} ${number}`)
    if (!session || !row) return []
    const { identityId, identityName, identityKind, connectionName } = session
    const identity = { id: identityId, name: identityName, kind: identityKind }
    return [{ ...toStatementItem(row), sessionId, identity, connectionName }]
  })
}

function toCursor({ at, sessionId, number }: StatementPosition): string {
  return `${at.toISOString()}_${sessionId}_${number}`
}
