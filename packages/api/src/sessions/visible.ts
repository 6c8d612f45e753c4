import type { Prisma } from '@sallyport/db'
import type { Member } from '../context'
import { may } from '../permissions'

/** The sessions that somebody may see: all of the organization's, or their own and those of who acts for them. */
export function visibleSessions(member: Member): Prisma.SessionWhereInput {
  const { id, organizationId } = member
  if (may(member, 'session:read-all')) return { organizationId }
  return {
    organizationId,
    AND: { OR: [{ identityId: id }, { identity: { ownerId: id } }, { onBehalfOfId: id }] },
  }
}
