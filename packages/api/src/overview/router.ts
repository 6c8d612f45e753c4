import { can, router } from '../trpc'
import { getOverview } from './get-overview'

export const overviewRouter = router({
  get: can('overview:read').query(({ ctx }) => getOverview(ctx.db, ctx.member)),
})
