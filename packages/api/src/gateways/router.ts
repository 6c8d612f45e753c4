import { can, router } from '../trpc'
import { listGateways } from './list-gateways'

export const gatewaysRouter = router({
  list: can('gateway:read').query(async ({ ctx: { db, member } }) => ({
    items: await listGateways(db, member.organizationId),
  })),
})
