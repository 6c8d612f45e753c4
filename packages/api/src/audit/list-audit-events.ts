import type { AuditEventModel, Db, Prisma } from '@sallyport/db'
import type { Member } from '../context'
import { contains, type Page, pageArguments, toPage } from '../page'
import type { ListAuditEvents } from './schema'

export type AuditEventItem = Omit<AuditEventModel, 'organizationId'>

export function auditWhere(
  { organizationId }: Member,
  { search, action, actor, from, to }: Omit<ListAuditEvents, 'cursor'>,
): Prisma.AuditEventWhereInput {
  return {
    organizationId,
    ...(action && { action: { startsWith: action } }),
    ...(actor && { actorId: actor }),
    ...((from || to) && { at: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
    ...(search && {
      OR: [
        { actorName: contains(search) },
        { subjectName: contains(search) },
        { action: contains(search) },
        { subjectType: contains(search) },
      ],
    }),
  }
}

export async function listAuditEvents(
  db: Db,
  member: Member,
  input: ListAuditEvents,
): Promise<Page<AuditEventItem>> {
  const rows = await db.auditEvent.findMany({
    where: auditWhere(member, input),
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    omit: { organizationId: true },
    ...pageArguments(input),
  })
  return toPage(rows, (row) => row)
}
