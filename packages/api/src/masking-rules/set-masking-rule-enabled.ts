import type { Db } from '@sallyport/db'
import type { Actor } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { CreateMaskingRule, type SetMaskingRuleEnabled } from './schema'
import { type MaskingRuleItem, toMaskingRuleItem } from './to-masking-rule'
import { changeMaskingRule } from './write-masking-rule'

export async function setMaskingRuleEnabled(
  db: Db,
  actor: Actor,
  { id, enabled }: SetMaskingRuleEnabled,
): Promise<MaskingRuleItem> {
  const { organizationId } = actor
  return db.$transaction(async (tx) => {
    const before = orNotFound(
      await tx.maskingRule.findFirst({ where: { id, organizationId } }),
      'masking rule',
    )
    if (before.enabled === enabled) return toMaskingRuleItem(before)
    const rule = { ...CreateMaskingRule.parse(before), enabled }
    const after = await changeMaskingRule(tx, actor, before, rule, enabled ? 'enable' : 'disable')
    await policyChanged(tx, organizationId)
    return toMaskingRuleItem(after)
  })
}
