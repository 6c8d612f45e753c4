import type { Tx } from '@sallyport/db'
import { holds } from '../permissions'
import type { Supporter } from './meets'

interface Subject {
  readonly id: string
  readonly requesterId: string
  readonly ownerId: string | null
}

/**
 * Those who approved and may still: not disabled since, still approvers, with the groups they have now. Never the
 * requester, nor the person it acts or acted for.
 */
export async function supportersOf(tx: Tx, { id, requesterId, ownerId }: Subject): Promise<Supporter[]> {
  const votes = await tx.approvalVote.findMany({
    where: {
      approvalId: id,
      verdict: 'approved',
      identity: {
        kind: 'person',
        disabledAt: null,
        id: { notIn: [requesterId, ...(ownerId ? [ownerId] : [])] },
        agents: { none: { id: requesterId } },
      },
    },
    orderBy: { at: 'asc' },
    select: { identity: { select: { role: true, groups: { select: { name: true } } } } },
  })
  return votes
    .filter(({ identity }) => holds(identity.role, 'approval:decide'))
    .map(({ identity }) => ({ groups: identity.groups.map(({ name }) => name) }))
}
