import { z } from 'zod'
import { PageInput } from '../page'
import { FactorCode } from '../second-factor/schema'
import { ApprovalStatus, ById, text } from '../words'

export const ListApprovals = PageInput.extend({
  /** `settled` is everything but pending. */
  status: z.union([ApprovalStatus, z.literal('settled')]).optional(),
  /** One of each that say the same thing, with their number. */
  grouped: z.boolean().optional(),
  /** Those that say the same thing as this one. */
  alike: z.string().max(64).optional(),
})
export type ListApprovals = z.infer<typeof ListApprovals>

const REASON_LENGTH = 500
const Reason = text(REASON_LENGTH).trim()

const MAX_TIMES = 1_000
const MAX_SHAPE_MINUTES = 24 * 60

/** How often and how long a shape may run without asking again; always both. */
export const ShapeScope = z.object({
  times: z.int().min(1).max(MAX_TIMES, `At most ${MAX_TIMES} times`),
  minutes: z.int().min(1).max(MAX_SHAPE_MINUTES, 'At most a day'),
})
export type ShapeScope = z.infer<typeof ShapeScope>

export const DecideApproval = z.discriminatedUnion('verdict', [
  ById.extend({
    verdict: z.literal('approved'),
    reason: Reason.optional(),
    /** Everything of the same shape, so often and so long; left out: this one statement, once. */
    shape: ShapeScope.optional(),
    /** Of the second factor, where the organization asks for it. */
    code: FactorCode.optional(),
  }),
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

export const ListShapeGrants = z.object({ cursor: z.uuid().optional() })
export type ListShapeGrants = z.infer<typeof ListShapeGrants>

export const StatisticsInput = z.object({ days: z.int().min(1).max(365).default(30) })
export type StatisticsInput = z.infer<typeof StatisticsInput>
