import type { Prisma } from '@sallyport/db'
import type { Member } from '../context'
import { may } from '../permissions'

/** Whose tokens somebody may list and revoke: their own, and everybody's who manages identities. */
export function visibleIdentities(member: Member): Prisma.IdentityWhereInput {
  const { id, organizationId } = member
  return { organizationId, ...(!may(member, 'identity:write') && { id }) }
}
