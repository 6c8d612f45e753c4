import { can, router } from '../trpc'
import { ById } from '../words'
import { OfferEnrolment, offerEnrolment } from './enrol'
import { listGateways } from './list-gateways'
import { revokeGateway } from './revoke-gateway'
import { SetDraining, setDraining } from './set-draining'

export const gatewaysRouter = router({
  list: can('gateway:read').query(async ({ ctx }) => ({
    items: await listGateways(ctx.db, ctx.member.organizationId),
  })),

  offerEnrolment: can('gateway:write')
    .input(OfferEnrolment)
    .mutation(({ ctx, input }) => offerEnrolment(ctx.db, ctx.member, input)),

  setDraining: can('gateway:write')
    .input(SetDraining)
    .mutation(({ ctx, input }) => setDraining(ctx.db, ctx.member, input)),

  revoke: can('gateway:write')
    .input(ById)
    .mutation(({ ctx, input }) => revokeGateway(ctx.db, ctx.member, input.id)),
})
