import type { Prisma } from '@sallyport/db'
import type { Member } from '../context'
import { holds } from '../permissions'

/** The sessions that somebody may see: all of the organization's, or their own and those of who acts for them. */
export function visibleSessions({ id, role, organizationId }: Member): Prisma.SessionWhereInput {
  if (holds(role, 'session:read-all')) return { organizationId }
  return {
    organizationId,
    AND: { OR: [{ identityId: id }, { identity: { ownerId: id } }, { onBehalfOfId: id }] },
  }
}
