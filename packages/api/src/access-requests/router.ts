import { can, router } from '../trpc'
import { ById } from '../words'
import { getAccessSettings, setAccessSettings } from './access-settings'
import { endAccess } from './end-access'
import { listAccess } from './list-access'
import { requestAccess } from './request-access'
import { AccessSettings, ListAccess, RequestAccess } from './schema'

/** Access for a time: asked for here, answered with `approvals.decide` like everything that waits. */
export const accessRouter = router({
  request: can('access:request')
    .input(RequestAccess)
    .mutation(({ ctx, input }) => requestAccess(ctx, ctx.member, input, ctx.member)),

  list: can('access:request')
    .input(ListAccess)
    .query(({ ctx, input }) => listAccess(ctx.db, ctx.member, input)),

  /** Takes it back, or withdraws what waits. */
  end: can('access:request')
    .input(ById)
    .mutation(({ ctx, input }) => endAccess(ctx.db, ctx.member, input.id)),

  settings: can('approval:read').query(({ ctx }) => getAccessSettings(ctx.db, ctx.member.organizationId)),

  setSettings: can('settings:write')
    .input(AccessSettings)
    .mutation(({ ctx, input }) => setAccessSettings(ctx.db, ctx.member, input)),
})
