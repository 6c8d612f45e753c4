import { can, router } from '../trpc'
import { ById } from '../words'
import { createToken } from './create-token'
import { listTokens } from './list-tokens'
import { revokeToken } from './revoke-token'
import { CreateToken, ListTokens } from './schema'

export const tokensRouter = router({
  list: can('token:create')
    .input(ListTokens)
    .query(({ ctx, input }) => listTokens(ctx.db, ctx.member, input)),

  create: can('token:create')
    .input(CreateToken)
    .mutation(({ ctx, input }) => createToken(ctx, ctx.member, input)),

  revoke: can('token:create')
    .input(ById)
    .mutation(({ ctx, input }) => revokeToken(ctx.db, ctx.member, input.id)),
})
