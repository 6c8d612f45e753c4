import { z } from 'zod'
import { PageInput } from '../page'
import { ApprovalStatus, ById, text } from '../words'

export const ListApprovals = PageInput.extend({
  /** `settled` is everything but pending. */
  status: z.union([ApprovalStatus, z.literal('settled')]).optional(),
})
export type ListApprovals = z.infer<typeof ListApprovals>

const REASON_LENGTH = 500
const Reason = text(REASON_LENGTH).trim()

export const DecideApproval = z.discriminatedUnion('verdict', [
  ById.extend({ verdict: z.literal('approved'), reason: Reason.optional() }),
  ById.extend({
    verdict: z.literal('rejected'),
    reason: Reason.min(1, 'Say why: the client is told'),
  }),
])
export type DecideApproval = z.infer<typeof DecideApproval>

const MAX_VALUE_LENGTH = 1_000_000

/** A statement's parameter as the client sent it; text is null for NULL. */
export const Parameter = z.object({ type: text(200), text: text(MAX_VALUE_LENGTH).nullable() })
export type Parameter = z.infer<typeof Parameter>
