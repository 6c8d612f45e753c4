import type { Db } from '@sallyport/db'
import type { Member } from '../context'
import { orNotFound } from '../not-found'
import type { ListStatements } from './schema'
import { type StatementItem, toStatementItem } from './to-statement-item'
import { visibleSessions } from './visible'

const PAGE_SIZE = 100

export interface StatementPage {
  readonly items: readonly StatementItem[]
  readonly nextCursor?: number
}

/** A session's statements in their order. */
export async function listStatements(
  db: Db,
  member: Member,
  { id, cursor = 0 }: ListStatements,
): Promise<StatementPage> {
  const session = await db.session.findFirst({
    where: { ...visibleSessions(member), id },
    select: {
      statements: { where: { number: { gt: cursor } }, orderBy: { number: 'asc' }, take: PAGE_SIZE + 1 },
    },
  })
  const { statements } = orNotFound(session, 'session')
  const items = statements.slice(0, PAGE_SIZE).map(toStatementItem)
  const last = items.at(-1)
  return statements.length > PAGE_SIZE && last ? { items, nextCursor: last.number } : { items }
}
