import type { Db } from '@sallyport/db'
import type { Actor } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { CreateRule, type SetRuleEnabled } from './schema'
import { type RuleItem, toRuleItem } from './to-rule'
import { changeRule } from './write-rule'

export async function setRuleEnabled(
  db: Db,
  actor: Actor,
  { id, enabled }: SetRuleEnabled,
): Promise<RuleItem> {
  const { organizationId } = actor
  return db.$transaction(async (tx) => {
    const before = orNotFound(await tx.rule.findFirst({ where: { id, organizationId } }), 'rule')
    if (before.enabled === enabled) return toRuleItem(before)
    const rule = { ...CreateRule.parse(before), enabled }
    const after = await changeRule(tx, actor, before, rule, enabled ? 'enable' : 'disable')
    await policyChanged(tx, organizationId)
    return toRuleItem(after)
  })
}
