import { z } from 'zod'
import { ApprovalStatus, DataClass, Effect, IdentityKind, Name, Origin, text, Verb } from '../words'
import { ACCESSES } from './terms'

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9a-f-]{36})_(\d{1,10})$/

/** Where a page ends: the last statement's time, session and number. */
export const StatementCursor = z
  .string()
  .regex(CURSOR, 'It is not the end of a page')
  .transform((cursor) => {
    const [, at = '', sessionId = '', number = ''] = CURSOR.exec(cursor) ?? []
    return { at: new Date(at), sessionId, number: Number(number) }
  })
export type StatementPosition = z.infer<typeof StatementCursor>

const Resource = text(400).trim().min(1)

/** What statements are asked for, all of it at once. */
export const StatementFilter = z.object({
  /** Words that all stand somewhere in the text, in any case; what is in double quotes stands there as it is. */
  search: text(200).trim().optional(),
  identity: z.uuid().optional(),
  kind: IdentityKind.optional(),
  origin: Origin.optional(),
  connection: text(200).optional(),
  verb: Verb.optional(),
  /** `orders`, `public.orders` or `shop.public.orders`. */
  table: Resource.optional(),
  /** `email`, `customers.email`, … */
  column: Resource.optional(),
  /** Whether the column, or the data class, was read or filled. */
  access: z.enum(ACCESSES).optional(),
  function: Resource.optional(),
  dataClass: DataClass.optional(),
  effect: Effect.optional(),
  rule: text(200).optional(),
  approval: ApprovalStatus.optional(),
  approver: text(200).optional(),
  status: z.enum(['held', 'running', 'done', 'failed', 'refused']).optional(),
  /** A SQLSTATE, or the two characters of its class. */
  error: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z_]{2,40}$/, 'Give an error’s code, or the two characters of its class')
    .optional(),
  minRows: z.int().positive().max(1e12).optional(),
  minBytes: z.int().positive().max(1e12).optional(),
  from: z.date().optional(),
  to: z.date().optional(),
})
export type StatementFilter = z.infer<typeof StatementFilter>

export const SearchStatements = StatementFilter.extend({ cursor: StatementCursor.optional() })
export type SearchStatements = z.infer<typeof SearchStatements>

export const SaveSearch = z.object({
  name: Name,
  /** The page's query string. */
  query: text(2_000),
  isShared: z.boolean().default(false),
})
export type SaveSearch = z.infer<typeof SaveSearch>

export const ShareSearch = z.object({ id: z.uuid(), isShared: z.boolean() })
