import { z } from 'zod'
import { PageInput } from '../page'

export const ListAuditEvents = PageInput.extend({
  action: z.string().max(80).optional(),
  /** An actor's id. */
  actor: z.uuid().optional(),
  from: z.date().optional(),
  to: z.date().optional(),
})
export type ListAuditEvents = z.infer<typeof ListAuditEvents>
