import type { Prisma } from '@sallyport/db'
import type { Member } from '../context'
import { holds } from '../permissions'

/** The requests that somebody may see: all of the organization's, or their own and their agents'. */
export function visibleApprovals({ id, role, organizationId }: Member): Prisma.ApprovalWhereInput {
  if (holds(role, 'approval:read-all')) return { organizationId }
  return { organizationId, AND: { OR: [{ requesterId: id }, { requester: { ownerId: id } }] } }
}
