import type { Db } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNameTaken } from '../name-taken'
import { assertGroups } from '../policy/assert-groups'
import { policyChanged } from '../policy/changed'
import type { CreateMaskingRule } from './schema'
import { type MaskingRuleItem, toMaskingRuleItem } from './to-masking-rule'
import { toMaskingRuleRow } from './to-row'

export async function createMaskingRule(
  db: Db,
  actor: Actor,
  input: CreateMaskingRule,
): Promise<MaskingRuleItem> {
  const { organizationId } = actor
  const change = db.$transaction(async (tx) => {
    await assertGroups(tx, organizationId, 'groups', input.groups)
    const data = toMaskingRuleRow(input)
    const rule = await tx.maskingRule.create({ data: { ...data, organizationId } })
    await recordAudit(tx, actor, {
      action: 'masking-rule.create',
      subject: { type: 'masking-rule', id: rule.id, name: rule.name },
      detail: data,
    })
    await policyChanged(tx, organizationId)
    return toMaskingRuleItem(rule)
  })
  return orNameTaken('a masking rule', input.name, change)
}
