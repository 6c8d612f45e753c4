import { can, router } from '../trpc'
import { readMapping, setMapping, tryMapping } from './group-mapping'
import { GroupMapping, TryMapping } from './schema'

/** From an identity provider's claims to groups and roles. */
export const groupMappingRouter = router({
  get: can('settings:write').query(async ({ ctx: { db, member } }) => ({
    rules: await readMapping(db, member.organizationId),
  })),

  set: can('settings:write')
    .input(GroupMapping)
    .mutation(({ ctx, input }) => setMapping(ctx.db, ctx.member, input)),

  tryClaims: can('settings:write')
    .input(TryMapping)
    .mutation(({ ctx, input }) => tryMapping(ctx.db, ctx.member, input)),
})
