import { applyFile } from '../policy-file/apply'
import { planFile } from '../policy-file/plan'
import { readState } from '../policy-file/read-state'
import { can, router } from '../trpc'
import { packFile } from './pack-file'
import { PACKS } from './packs'
import { PACK_IDS, PackChoice } from './schema'

/** Starter packs: looked at, applied like a policy file, and from then on rules like any others. */
export const packsRouter = router({
  list: can('rule:read').query(() => ({
    items: PACK_IDS.map((id) => ({ id, title: PACKS[id].title, about: PACKS[id].about })),
  })),

  /** The pack's rules as they would be, and what they would change. */
  preview: can('rule:read')
    .input(PackChoice)
    .query(async ({ ctx: { db, member }, input }) => {
      const { rules = [], masking = [], ...file } = packFile(input)
      const state = await readState(db, member.organizationId)
      const plan = planFile({ ...file, rules, masking }, state, false)
      return { rules, masking, items: plan.items.filter(({ action }) => action !== 'keep') }
    }),

  applyPack: can('policy:apply')
    .input(PackChoice)
    .mutation(({ ctx, input }) => applyFile(ctx, ctx.member, { file: packFile(input), prune: false })),
})
