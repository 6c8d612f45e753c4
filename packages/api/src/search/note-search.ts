import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import type { ListSessions } from '../sessions/schema'
import type { StatementFilter } from './schema'

/** The same search once more within this time, as a page that is looked at does, is one row. */
const ONE_LOOK_MS = 10 * 60_000

/** Searching recordings is itself recorded: who, and what for. */
export async function noteSearch(
  db: Db,
  member: Member,
  action: 'statement.search' | 'statement.export',
  filter: StatementFilter | Pick<ListSessions, 'search'>,
): Promise<void> {
  const detail = JSON.parse(JSON.stringify(filter)) as Record<string, string | number>
  if (action === 'statement.search') {
    if (Object.keys(detail).length === 0) return // the list itself, as it stands
    const at = { gt: new Date(Date.now() - ONE_LOOK_MS) }
    const seen = { organizationId: member.organizationId, actorId: member.id, action, at }
    const same = { detail: { equals: detail } }
    if (await db.auditEvent.findFirst({ where: { ...seen, ...same }, select: { id: true } })) return
  }
  await recordAudit(db, member, { action, subject: { type: 'statement' }, detail })
}
