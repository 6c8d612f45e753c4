import type { ApprovalStatus } from '@sallyport/core'
import type { Member, Services } from '../context'
import { watchForMember } from '../live/watch'
import { may } from '../permissions'

/** Both null: some changes may have been missed, so read again whatever is shown. */
export interface ApprovalChange {
  readonly id: string | null
  readonly status: ApprovalStatus | null
}

/** Every change of a request that the member may see. */
export async function* watchApprovals(
  { live }: Pick<Services, 'live'>,
  member: Member,
  signal: AbortSignal,
): AsyncGenerator<ApprovalChange> {
  const seesAll = may(member, 'approval:read-all')
  for await (const message of watchForMember(live, member, signal)) {
    if (message.topic === 'missed') yield { id: null, status: null }
    if (message.topic !== 'approval') continue
    const isOwn = message.requesterId === member.id || message.ownerId === member.id
    if (seesAll || isOwn) yield { id: message.id, status: message.status }
  }
}
