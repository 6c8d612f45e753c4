import { z } from 'zod'
import { PageInput } from '../page'
import { text } from '../words'

export const ListAuditEvents = PageInput.extend({
  action: text(80).optional(),
  /** An actor's id. */
  actor: z.uuid().optional(),
  from: z.date().optional(),
  to: z.date().optional(),
})
export type ListAuditEvents = z.infer<typeof ListAuditEvents>
