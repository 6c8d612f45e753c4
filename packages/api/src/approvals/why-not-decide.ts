import type { ApprovalStatus, ApproverRequirement } from '@sallyport/core'
import type { Member } from '../context'
import { may } from '../permissions'
import { isAsked } from './meets'

export interface Decidable {
  readonly status: ApprovalStatus
  readonly requesterId: string
  /** The person for whom the requester acted when it asked. */
  readonly ownerId: string | null
  readonly requirements: readonly ApproverRequirement[]
  readonly requester: { readonly ownerId: string | null }
  readonly votes: readonly { readonly identityId: string; readonly verdict: ApprovalStatus }[]
}

/** Why somebody has no say in a request, in words for them; null: they have. */
export function whyNoSay(member: Member, approval: Omit<Decidable, 'status' | 'votes'>): string | null {
  const { requesterId, ownerId, requirements, requester } = approval
  if (!may(member, 'approval:decide')) return 'Only approvers decide on requests.'
  if (requesterId === member.id) return 'This is your own request.'
  if (requester.ownerId === member.id || ownerId === member.id) {
    return 'This is the request of an agent that acts for you.'
  }
  if (!isAsked(requirements, member)) {
    const groups = requirements.flatMap(({ group }) => group ?? [])
    return `Only members of ${groups.join(' or ')} decide on this one.`
  }
  // A token is what a person's tools carry, and an agent among them must not approve for them.
  if (member.consoleSessionId === null) return 'Sign in to the console to decide: a token does not.'
  return null
}

/** Why somebody cannot decide on a request now; null: they can. `decideApproval` is what enforces it. */
export function whyNotDecide(member: Member, approval: Decidable): string | null {
  const noSay = whyNoSay(member, approval)
  if (noSay) return noSay
  if (approval.status !== 'pending') return `This request is ${approval.status} already.`
  if (hasApproved(member, approval)) return 'You have approved this: it waits for somebody else.'
  return null
}

export function hasApproved({ id }: Member, { votes }: Pick<Decidable, 'votes'>): boolean {
  return votes.some(({ identityId, verdict }) => identityId === id && verdict === 'approved')
}
