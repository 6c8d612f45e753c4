import { orNotFound } from '../not-found'
import { listRemoved, listVersions } from '../policy/list-versions'
import { can, router } from '../trpc'
import { ById } from '../words'
import { AcceptProposals, acceptProposals } from './accept-proposals'
import { createMaskingRule } from './create-masking-rule'
import { listExemptions } from './list-exemptions'
import { proposeClasses } from './propose-classes'
import { removeMaskingRule } from './remove-masking-rule'
import { ReportMasked, reportMasked } from './report-masked'
import { restoreMaskingRule, rollBackMaskingRule } from './roll-back-masking-rule'
import { CreateMaskingRule, RollBack, SetMaskingRuleEnabled, UpdateMaskingRule } from './schema'
import { setMaskingRuleEnabled } from './set-masking-rule-enabled'
import { toMaskingRuleItem } from './to-masking-rule'
import { updateMaskingRule } from './update-masking-rule'

export const maskingRulesRouter = router({
  list: can('masking:read').query(async ({ ctx: { db, member } }) => {
    const { organizationId } = member
    const rows = await db.maskingRule.findMany({ where: { organizationId }, orderBy: { name: 'asc' } })
    return { items: rows.map(toMaskingRuleItem) }
  }),

  get: can('masking:read')
    .input(ById)
    .query(async ({ ctx: { db, member }, input: { id } }) => {
      const found = await db.maskingRule.findFirst({ where: { id, organizationId: member.organizationId } })
      return toMaskingRuleItem(orNotFound(found, 'masking rule'))
    }),

  create: can('masking:write')
    .input(CreateMaskingRule)
    .mutation(({ ctx, input }) => createMaskingRule(ctx.db, ctx.member, input)),

  update: can('masking:write')
    .input(UpdateMaskingRule)
    .mutation(({ ctx, input }) => updateMaskingRule(ctx.db, ctx.member, input)),

  setEnabled: can('masking:write')
    .input(SetMaskingRuleEnabled)
    .mutation(({ ctx, input }) => setMaskingRuleEnabled(ctx.db, ctx.member, input)),

  remove: can('masking:write')
    .input(ById)
    .mutation(({ ctx, input }) => removeMaskingRule(ctx.db, ctx.member, input.id)),

  versions: can('masking:read')
    .input(ById)
    .query(({ ctx: { db, member }, input: { id } }) => {
      const { organizationId } = member
      return listVersions(db, { organizationId, kind: 'masking-rule', content: CreateMaskingRule }, id)
    }),

  removed: can('masking:read').query(({ ctx: { db, member } }) =>
    listRemoved(db, member.organizationId, 'masking-rule'),
  ),

  /** Columns of a connection that by their names should be masked, and are not. */
  proposals: can('masking:read')
    .input(ById)
    .query(({ ctx, input }) => proposeClasses(ctx, ctx.member.organizationId, input.id)),

  acceptProposals: can('masking:write')
    .input(AcceptProposals)
    .mutation(({ ctx, input }) => acceptProposals(ctx.db, ctx.member, input)),

  exemptions: can('masking:read').query(({ ctx: { db, member } }) =>
    listExemptions(db, member.organizationId),
  ),

  /** It shows what other people read, so it needs more than reading the rules. */
  report: can('session:read-all')
    .input(ReportMasked)
    .query(({ ctx: { db, member }, input }) => reportMasked(db, member.organizationId, input)),

  rollBack: can('masking:write')
    .input(RollBack)
    .mutation(({ ctx, input }) => rollBackMaskingRule(ctx.db, ctx.member, input)),

  restore: can('masking:write')
    .input(ById)
    .mutation(({ ctx, input }) => restoreMaskingRule(ctx.db, ctx.member, input.id)),
})
