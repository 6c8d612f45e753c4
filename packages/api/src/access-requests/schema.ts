import { VERBS } from '@sallyport/core'
import { z } from 'zod'
import { ConnectionName } from '../connections/schema'
import { Patterns } from '../policy/patterns'
import { Requirements } from '../policy/requirements'
import { PresentedToken } from '../tokens/schema'
import { ById, text } from '../words'

const MAX_MINUTES = 30 * 24 * 60
const REASON_LENGTH = 500

/** What can be asked for: what is not understood, nobody can say yes to beforehand. */
export const ACCESS_VERBS = VERBS.filter((verb) => verb !== 'session' && verb !== 'unknown')

const Minutes = z.int().min(5, 'Five minutes at least').max(MAX_MINUTES, 'Thirty days at most')

/** What somebody is to be allowed on a connection, and for how long from the moment of the yes. */
export const Access = z.object({
  verbs: z.array(z.enum(ACCESS_VERBS)).min(1, 'Say what is to be done').max(ACCESS_VERBS.length).readonly(),
  /** Globs of `database.schema.table`; empty: everything behind the connection. */
  resources: Patterns,
  /** Globs of `database.schema.table.column` that are to be seen unmasked; then nothing else is asked for. */
  unmasked: Patterns,
  minutes: Minutes,
})
export type Access = z.infer<typeof Access>

export const RequestAccess = z.object({
  /** The connection's name. */
  connection: ConnectionName,
  verbs: Access.shape.verbs.default(['read']),
  resources: Access.shape.resources,
  unmasked: Access.shape.unmasked,
  minutes: Minutes.default(60),
  reason: text(REASON_LENGTH).trim().min(1, 'Say why: whoever answers reads it'),
})
export type RequestAccess = z.infer<typeof RequestAccess>

/** As a gateway asks for somebody whose token it verified. */
export const RequestAccessFor = RequestAccess.extend(PresentedToken.shape)
export type RequestAccessFor = z.infer<typeof RequestAccessFor>

export const AccessStatusFor = ById.extend(PresentedToken.shape)
export type AccessStatusFor = z.infer<typeof AccessStatusFor>

export const ListAccess = z.object({
  /** `open` waits for an answer or is in force; `ended` is everything else. */
  state: z.enum(['open', 'ended']).default('open'),
  cursor: z.uuid().optional(),
})
export type ListAccess = z.infer<typeof ListAccess>

export const AccessSettings = z.object({
  /** Who must approve; empty: one approver of any group. */
  requirements: Requirements,
  maxMinutes: Minutes,
})
export type AccessSettings = z.infer<typeof AccessSettings>
