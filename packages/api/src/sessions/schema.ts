import { z } from 'zod'
import { PageInput } from '../page'
import { ById, Origin, text } from '../words'

export const ListSessions = PageInput.extend({
  /** An identity's id. */
  identity: z.uuid().optional(),
  /** A connection's name: it outlives the connection. */
  connection: text(200).optional(),
  live: z.boolean().optional(),
  origin: Origin.optional(),
  from: z.date().optional(),
  to: z.date().optional(),
  /** Only sessions in which something was held. */
  withHeld: z.boolean().optional(),
  withDenied: z.boolean().optional(),
  withMasked: z.boolean().optional(),
})
export type ListSessions = z.infer<typeof ListSessions>

export const ListStatements = ById.extend({
  /** The number of the last statement seen. */
  cursor: z.int().nonnegative().optional(),
})
export type ListStatements = z.infer<typeof ListStatements>

export const WatchSessions = z.object({ id: z.uuid().optional() }).default({})
export type WatchSessions = z.infer<typeof WatchSessions>

export const SetLegalHold = ById.extend({
  /** Why the recording must be kept; null lifts the hold. */
  reason: text(500).trim().min(1, 'Say why it must be kept').nullable(),
})
export type SetLegalHold = z.infer<typeof SetLegalHold>

export const DeleteRecording = ById.extend({ why: text(500).trim().min(1, 'Say why it is deleted') })
export type DeleteRecording = z.infer<typeof DeleteRecording>
