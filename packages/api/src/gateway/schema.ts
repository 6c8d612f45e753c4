import { z } from 'zod'
import { Impact } from '../approvals/impact'
import { Parameter } from '../approvals/schema'
import { TestResult } from '../connections/schema'
import { PresentedToken } from '../tokens/schema'
import { ById, Operation, Protocol, text } from '../words'

/** A statement that an approver cannot be shown in full is not held but refused; so this is also the longest shown. */
const MAX_STATEMENT_LENGTH = 1_000_000
const MAX_SHAPE_LENGTH = 100_000
const MAX_PARAMETERS = 65_535 // what the protocol's Bind can carry
const MAX_CLAIM_LENGTH = 500

export const OpenSession = z.object({
  /** Made by the gateway, which has to name its recording before it asks. */
  sessionId: z.uuid(),
  ...PresentedToken.shape,
  /** The connection's name. */
  connection: text(200),
  protocol: Protocol,
  clientAddress: text(200),
  clientApplication: text(MAX_CLAIM_LENGTH),
})
export type OpenSession = z.infer<typeof OpenSession>

/** Whose token it is, as for `OpenSession`. */
export const ReadAccess = PresentedToken
export type ReadAccess = z.infer<typeof ReadAccess>

/** Something that was denied to a session's client again and again. */
export const ReportRepeats = z.object({
  sessionId: z.uuid(),
  /** The rule that denied it; null: none allowed it. */
  rule: text(200).nullable(),
  /** What was tried, such as 'drop on shop.public.orders'. */
  what: text(2_000),
  times: z.int().positive(),
})
export type ReportRepeats = z.infer<typeof ReportRepeats>

export const RefreshKeys = z.object({ issuer: text(MAX_CLAIM_LENGTH) })
export type RefreshKeys = z.infer<typeof RefreshKeys>

const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'A digest is SHA-256 in hex')

export const RequestApproval = z.object({
  sessionId: z.uuid(),
  statementNumber: z.int().positive(),
  statement: text(MAX_STATEMENT_LENGTH),
  parameters: z.array(Parameter).max(MAX_PARAMETERS),
  operations: z.array(Operation),
  digest: Digest,
  ruleId: z.uuid(),
  isInTransaction: z.boolean().default(false),
  /** The statement but for its literals; null: there is no shape that could be approved. */
  shape: z
    .object({ text: text(MAX_SHAPE_LENGTH), digest: Digest })
    .nullable()
    .default(null),
})
export type RequestApproval = z.infer<typeof RequestApproval>

export const ConsumeApproval = ById.extend({ digest: Digest })
export type ConsumeApproval = z.infer<typeof ConsumeApproval>

export const ReportImpact = ById.extend({ impact: Impact })
export type ReportImpact = z.infer<typeof ReportImpact>

/** Under what the console takes as one request. */
const MAX_CATALOGUE_LENGTH = 7_000_000

export const ReportCatalogue = ById.extend({
  /** packages/sql's Catalogue as JSON; null: it could not be read. */
  catalogue: text(MAX_CATALOGUE_LENGTH).nullable(),
  problem: text(2_000).optional(),
})
export type ReportCatalogue = z.infer<typeof ReportCatalogue>

/** How an MCP server describes its tools; null: it could not be asked. */
export const ReportTools = ById.extend({
  /** PinnedTool[] of packages/core as JSON. */
  tools: text(MAX_CATALOGUE_LENGTH).nullable(),
  problem: text(2_000).optional(),
})
export type ReportTools = z.infer<typeof ReportTools>

export const FinishTest = ById.extend({ result: TestResult })
export type FinishTest = z.infer<typeof FinishTest>
