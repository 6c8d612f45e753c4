import type { Db, Prisma } from '@sallyport/db'
import type { Member } from '../context'
import { contains, type Page, pageArguments, toPage } from '../page'
import type { ListSessions } from './schema'
import { SESSION_INCLUDE, type SessionItem, toSessionItem } from './to-item'
import { visibleSessions } from './visible'

export async function listSessions(db: Db, member: Member, input: ListSessions): Promise<Page<SessionItem>> {
  const rows = await db.session.findMany({
    where: { ...visibleSessions(member), ...filters(input) },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    include: SESSION_INCLUDE,
    ...pageArguments(input),
  })
  return toPage(rows, toSessionItem)
}

function filters(input: ListSessions): Prisma.SessionWhereInput {
  const { search, identity, connection, live, origin, from, to, withHeld, withDenied, withMasked } = input
  return {
    ...(identity && { identityId: identity }),
    ...(connection && { connectionName: connection }),
    ...(live !== undefined && { endedAt: live ? null : { not: null } }),
    ...(origin && { origin }),
    ...((from || to) && { startedAt: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
    ...(withHeld && { heldCount: { gt: 0 } }),
    ...(withDenied && { deniedCount: { gt: 0 } }),
    ...(withMasked && { maskedCount: { gt: 0 } }),
    ...(search && {
      OR: [
        { identityName: contains(search) },
        { connectionName: contains(search) },
        { clientAddress: contains(search) },
        { clientApplication: contains(search) },
        { clientDriver: contains(search) },
        { statements: { some: { text: contains(search) } } },
      ],
    }),
  }
}
