import type { Member } from '../context'
import { holds } from '../permissions'

export interface Decidable {
  readonly status: string
  readonly requesterId: string
  readonly approverGroups: readonly string[]
  readonly requester: { readonly ownerId: string | null }
}

/** Why somebody cannot decide on a request, in words for them; null: they can. `decideApproval` is what enforces it. */
export function whyNotDecide(member: Member, approval: Decidable): string | null {
  const { status, requesterId, approverGroups, requester } = approval
  if (!holds(member.role, 'approval:decide')) return 'Only approvers decide on requests.'
  if (requesterId === member.id) return 'This is your own request.'
  if (requester.ownerId === member.id) return 'This is the request of an agent that acts for you.'
  if (approverGroups.length > 0 && !approverGroups.some((group) => member.groups.includes(group))) {
    return `Only members of ${approverGroups.join(' or ')} decide on this one.`
  }
  if (status !== 'pending') return `This request is ${status} already.`
  return null
}
