import { can, router } from '../trpc'
import { listAuditEvents } from './list-audit-events'
import { ListAuditEvents } from './schema'

export const auditRouter = router({
  list: can('audit:read')
    .input(ListAuditEvents)
    .query(({ ctx, input }) => listAuditEvents(ctx.db, ctx.member, input)),
})
