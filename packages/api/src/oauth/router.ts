import { can, router } from '../trpc'
import { ById } from '../words'
import { answerAuthorization, readAuthorization } from './authorize'
import { answerDevice, getDevice } from './device'
import { listGrants, revokeOwnGrant } from './grants'
import { AnswerAuthorization, AnswerDevice, Authorization, ByUserCode } from './schema'

/** What people answer to programs that ask for tokens. No token can: it would make another. */
export const oauthRouter = router({
  request: can('token:create')
    .input(Authorization)
    .query(({ ctx, input }) => readAuthorization(ctx.db, ctx.settings, input)),

  answer: can('token:create')
    .input(AnswerAuthorization)
    .mutation(({ ctx, input }) => answerAuthorization(ctx, ctx.member, input)),

  device: can('token:create')
    .input(ByUserCode)
    .query(({ ctx, input }) => getDevice(ctx.db, input)),

  answerDevice: can('token:create')
    .input(AnswerDevice)
    .mutation(({ ctx, input }) => answerDevice(ctx.db, ctx.member, input)),

  grants: can('token:create').query(({ ctx }) => listGrants(ctx.db, ctx.member)),

  revokeGrant: can('token:create')
    .input(ById)
    .mutation(({ ctx, input }) => revokeOwnGrant(ctx.db, ctx.member, input.id)),
})
