import { can, router } from '../trpc'
import { applyFile } from './apply'
import { exportFile } from './export'
import { planFile } from './plan'
import { readState } from './read-state'
import { ApplyFile, PlanFile, SimulateFile } from './schema'
import { simulateFile } from './simulate-file'

/** Policy as a file: what `sallyport apply`, `export` and `simulate` call. */
export const policyFileRouter = router({
  plan: can('rule:read')
    .input(PlanFile)
    .mutation(async ({ ctx: { db, member }, input: { file, prune } }) =>
      planFile(file, await readState(db, member.organizationId), prune),
    ),

  applyPlan: can('policy:apply')
    .input(ApplyFile)
    .mutation(({ ctx, input }) => applyFile(ctx, ctx.member, input)),

  export: can('rule:read').query(({ ctx: { db, member } }) => exportFile(db, member.organizationId)),

  /** It shows what other people ran. */
  simulate: can('session:read-all')
    .input(SimulateFile)
    .mutation(({ ctx: { db, member }, input }) => simulateFile(db, member.organizationId, input)),
})
