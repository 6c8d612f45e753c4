import { orNotFound } from '../not-found'
import { listRemoved, listVersions } from '../policy/list-versions'
import { loadPolicy, withDraft } from '../policy/load-policy'
import { simulate } from '../simulation/simulate'
import { can, router } from '../trpc'
import { ById } from '../words'
import { createRule } from './create-rule'
import { removeRule } from './remove-rule'
import { restoreRule, rollBackRule } from './roll-back-rule'
import { CreateRule, RollBack, SetRuleEnabled, SimulateRule, TryStatement, UpdateRule } from './schema'
import { setRuleEnabled } from './set-rule-enabled'
import { toRuleItem } from './to-rule'
import { tryStatement } from './try-statement'
import { updateRule } from './update-rule'

export const rulesRouter = router({
  list: can('rule:read').query(async ({ ctx: { db, member } }) => {
    const { organizationId } = member
    const rows = await db.rule.findMany({ where: { organizationId }, orderBy: { name: 'asc' } })
    return { items: rows.map(toRuleItem) }
  }),

  get: can('rule:read')
    .input(ById)
    .query(async ({ ctx: { db, member }, input: { id } }) => {
      const { organizationId } = member
      return toRuleItem(orNotFound(await db.rule.findFirst({ where: { id, organizationId } }), 'rule'))
    }),

  create: can('rule:write')
    .input(CreateRule)
    .mutation(({ ctx, input }) => createRule(ctx.db, ctx.member, input)),

  update: can('rule:write')
    .input(UpdateRule)
    .mutation(({ ctx, input }) => updateRule(ctx.db, ctx.member, input)),

  setEnabled: can('rule:write')
    .input(SetRuleEnabled)
    .mutation(({ ctx, input }) => setRuleEnabled(ctx.db, ctx.member, input)),

  remove: can('rule:write')
    .input(ById)
    .mutation(({ ctx, input }) => removeRule(ctx.db, ctx.member, input.id)),

  versions: can('rule:read')
    .input(ById)
    .query(({ ctx: { db, member }, input: { id } }) =>
      listVersions(db, { organizationId: member.organizationId, kind: 'rule', content: CreateRule }, id),
    ),

  removed: can('rule:read').query(({ ctx: { db, member } }) =>
    listRemoved(db, member.organizationId, 'rule'),
  ),

  tryStatement: can('rule:read')
    .input(TryStatement)
    .mutation(({ ctx, input }) => tryStatement(ctx, ctx.member, input)),

  /** It shows what other people ran, so it needs more than reading the rules. */
  simulate: can('session:read-all')
    .input(SimulateRule)
    .mutation(async ({ ctx: { db, member }, input: { days, draft, draftOf } }) => {
      const current = await loadPolicy(db, member.organizationId)
      return simulate(db, member.organizationId, days, current, withDraft(current, draftOf, draft))
    }),

  rollBack: can('rule:write')
    .input(RollBack)
    .mutation(({ ctx, input }) => rollBackRule(ctx.db, ctx.member, input)),

  restore: can('rule:write')
    .input(ById)
    .mutation(({ ctx, input }) => restoreRule(ctx.db, ctx.member, input.id)),
})
