import { orNever } from '../signal'
import { can, router } from '../trpc'
import { ById } from '../words'
import { approverStatistics } from './approver-statistics'
import { decideApproval } from './decide-approval'
import { expireApprovals } from './expire-approvals'
import { getApproval } from './get-approval'
import { getHoldLimits, HoldLimits, setHoldLimits } from './hold-limits'
import { listApprovals } from './list-approvals'
import { DecideApproval, ListApprovals, ListShapeGrants, StatisticsInput } from './schema'
import { listShapeGrants, revokeShapeGrant } from './shape-grants'
import { visibleApprovals } from './visible'
import { watchApprovals } from './watch-approvals'

export const approvalsRouter = router({
  list: can('approval:read')
    .input(ListApprovals)
    .query(({ ctx, input }) => listApprovals(ctx.db, ctx.member, input)),

  get: can('approval:read')
    .input(ById)
    .query(({ ctx, input }) => getApproval(ctx.db, ctx.member, input.id)),

  counts: can('approval:read').query(async ({ ctx: { db, member } }) => {
    await expireApprovals(db)
    const pending = await db.approval.count({ where: { ...visibleApprovals(member), status: 'pending' } })
    return { pending }
  }),

  decide: can('approval:decide')
    .input(DecideApproval)
    .mutation(({ ctx, input }) => decideApproval(ctx, ctx.member, input)),

  shapeGrants: can('approval:read')
    .input(ListShapeGrants)
    .query(({ ctx, input }) => listShapeGrants(ctx.db, ctx.member, input)),

  revokeShapeGrant: can('approval:revoke-shape')
    .input(ById)
    .mutation(({ ctx, input }) => revokeShapeGrant(ctx.db, ctx.member, input.id)),

  statistics: can('approval:read-all')
    .input(StatisticsInput)
    .query(({ ctx, input }) => approverStatistics(ctx.db, ctx.member.organizationId, input.days)),

  holdLimits: can('approval:read').query(({ ctx }) => getHoldLimits(ctx.db, ctx.member.organizationId)),

  setHoldLimits: can('settings:write')
    .input(HoldLimits)
    .mutation(({ ctx, input }) => setHoldLimits(ctx.db, ctx.member, input)),

  changes: can('approval:read').subscription(({ ctx, signal }) =>
    watchApprovals(ctx, ctx.member, orNever(signal)),
  ),
})
