import { z } from 'zod'
import { PageInput } from '../page'
import { ApprovalStatus, ById } from '../words'

export const ListApprovals = PageInput.extend({
  /** `settled` is everything but pending. */
  status: z.union([ApprovalStatus, z.literal('settled')]).optional(),
})
export type ListApprovals = z.infer<typeof ListApprovals>

const REASON_LENGTH = 500
const Reason = z.string().trim().max(REASON_LENGTH)

export const DecideApproval = z.discriminatedUnion('verdict', [
  ById.extend({ verdict: z.literal('approved'), reason: Reason.optional() }),
  ById.extend({
    verdict: z.literal('rejected'),
    reason: Reason.min(1, 'Say why: the client is told'),
  }),
])
export type DecideApproval = z.infer<typeof DecideApproval>

/** A statement's parameter as the client sent it; text is null for NULL. */
export const Parameter = z.object({ type: z.string().max(200), text: z.string().nullable() })
export type Parameter = z.infer<typeof Parameter>
