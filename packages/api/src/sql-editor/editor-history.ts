import type { Effect } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { z } from 'zod'
import type { Member } from '../context'
import { orNotFound } from '../not-found'
import { ById, text } from '../words'

const RECENT_SESSIONS = 100
const PAGE_SIZE = 50

export const EditorHistory = ById.extend({
  search: text(200).trim().optional(),
  /** The time of the oldest that was seen. */
  before: z.date().optional(),
})
export type EditorHistory = z.infer<typeof EditorHistory>

export interface PastStatement {
  readonly sessionId: string
  readonly number: number
  readonly at: Date
  /** As it is recorded for lists: values of classified columns are left out. */
  readonly text: string
  readonly effect: Effect
  readonly status: string
  readonly rowCount: number
}

/** What somebody ran at a connection themselves, whatever their client was; the newest first. */
export async function editorHistory(
  db: Db,
  member: Member,
  { id: connectionId, search, before }: EditorHistory,
): Promise<{ readonly items: readonly PastStatement[]; readonly hasMore: boolean }> {
  const { id: identityId, organizationId } = member
  const where = { id: connectionId, organizationId }
  orNotFound(await db.connection.findFirst({ where, select: { id: true } }), 'connection')
  const sessions = await db.session.findMany({
    where: { connectionId, identityId, organizationId },
    orderBy: { startedAt: 'desc' },
    take: RECENT_SESSIONS,
    select: { id: true },
  })
  const rows = await db.statement.findMany({
    where: {
      sessionId: { in: sessions.map(({ id }) => id) },
      ...(before && { at: { lt: before } }),
      ...(search && { text: { contains: search, mode: 'insensitive' } }),
    },
    orderBy: { at: 'desc' },
    take: PAGE_SIZE + 1,
    select: {
      sessionId: true,
      number: true,
      at: true,
      text: true,
      effect: true,
      status: true,
      rowCount: true,
    },
  })
  const items = rows.slice(0, PAGE_SIZE).map((row) => ({ ...row, rowCount: Number(row.rowCount) }))
  return { items, hasMore: rows.length > PAGE_SIZE }
}
