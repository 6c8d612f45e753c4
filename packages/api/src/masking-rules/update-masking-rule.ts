import type { Db } from '@sallyport/db'
import type { Actor } from '../audit/record-audit'
import { orNameTaken } from '../name-taken'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { changedMeanwhile } from '../rules/write-rule'
import type { UpdateMaskingRule } from './schema'
import { type MaskingRuleItem, toMaskingRuleItem } from './to-masking-rule'
import { changeMaskingRule } from './write-masking-rule'

export async function updateMaskingRule(
  db: Db,
  actor: Actor,
  input: UpdateMaskingRule,
): Promise<MaskingRuleItem> {
  const { organizationId } = actor
  const { id, version, ...rule } = input
  const change = db.$transaction(async (tx) => {
    const before = orNotFound(
      await tx.maskingRule.findFirst({ where: { id, organizationId } }),
      'masking rule',
    )
    if (version !== undefined && version !== before.version) throw changedMeanwhile()
    const after = await changeMaskingRule(tx, actor, before, rule, 'update')
    await policyChanged(tx, organizationId)
    return toMaskingRuleItem(after)
  })
  return orNameTaken('a masking rule', input.name, change)
}
