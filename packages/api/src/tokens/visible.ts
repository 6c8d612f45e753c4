import type { Prisma } from '@sallyport/db'
import type { Member } from '../context'
import { holds } from '../permissions'

/** Whose tokens somebody may list and revoke: their own, and everybody's who manages identities. */
export function visibleIdentities({ id, role, organizationId }: Member): Prisma.IdentityWhereInput {
  return { organizationId, ...(!holds(role, 'identity:write') && { id }) }
}
