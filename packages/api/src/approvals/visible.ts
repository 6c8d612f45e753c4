import type { Prisma } from '@sallyport/db'
import type { Member } from '../context'
import { may } from '../permissions'

/** The requests that somebody may see: all of the organization's, or their own and their agents'. */
export function visibleApprovals(member: Member): Prisma.ApprovalWhereInput {
  const { id, organizationId } = member
  if (may(member, 'approval:read-all')) return { organizationId }
  return { organizationId, AND: { OR: [{ requesterId: id }, { requester: { ownerId: id } }] } }
}
