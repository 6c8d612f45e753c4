import { can, router } from '../trpc'
import { getOverview } from './get-overview'
import { unusualIdentities } from './unusual'
import { Volumes, volumes } from './volumes'

export const overviewRouter = router({
  get: can('overview:read').query(({ ctx }) => getOverview(ctx.db, ctx.member)),

  volumes: can('session:read-all')
    .input(Volumes)
    .query(({ ctx, input }) => volumes(ctx.db, ctx.member.organizationId, input)),

  unusual: can('session:read-all').query(({ ctx }) => unusualIdentities(ctx.db, ctx.member.organizationId)),
})
