import { can, router } from '../trpc'
import { ById } from '../words'
import { getChannel, listChannels, listDeliveries, sendAgain, testChannel } from './channels'
import { createChannel, removeChannel, rotateSigningSecret, updateChannel } from './save-channel'
import { CreateChannel, ListDeliveries, UpdateChannel } from './schema'

/** Where people are told of requests, and what became of the messages. */
export const notificationsRouter = router({
  list: can('notification:read').query(({ ctx }) => listChannels(ctx.db, ctx.member.organizationId)),

  get: can('notification:read')
    .input(ById)
    .query(({ ctx, input }) => getChannel(ctx.db, ctx.member.organizationId, input.id)),

  create: can('settings:write')
    .input(CreateChannel)
    .mutation(({ ctx, input }) => createChannel(ctx, ctx.member, input)),

  update: can('settings:write')
    .input(UpdateChannel)
    .mutation(({ ctx, input }) => updateChannel(ctx, ctx.member, input)),

  rotateSecret: can('settings:write')
    .input(ById)
    .mutation(({ ctx, input }) => rotateSigningSecret(ctx, ctx.member, input.id)),

  remove: can('settings:write')
    .input(ById)
    .mutation(({ ctx, input }) => removeChannel(ctx.db, ctx.member, input.id)),

  test: can('settings:write')
    .input(ById)
    .mutation(({ ctx, input }) => testChannel(ctx.db, ctx.member, input.id)),

  deliveries: can('notification:read')
    .input(ListDeliveries)
    .query(({ ctx, input }) => listDeliveries(ctx.db, ctx.member.organizationId, input)),

  sendAgain: can('settings:write')
    .input(ById)
    .mutation(({ ctx, input }) => sendAgain(ctx.db, ctx.member, input.id)),
})
