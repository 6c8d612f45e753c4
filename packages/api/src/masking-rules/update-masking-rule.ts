import type { Db } from '@sallyport/db'
import { changes } from '../audit/changes'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNameTaken } from '../name-taken'
import { orNotFound } from '../not-found'
import { assertGroups } from '../policy/assert-groups'
import { policyChanged } from '../policy/changed'
import type { UpdateMaskingRule } from './schema'
import { type MaskingRuleItem, toMaskingRuleItem } from './to-masking-rule'
import { toMaskingRuleRow } from './to-row'

export async function updateMaskingRule(
  db: Db,
  actor: Actor,
  input: UpdateMaskingRule,
): Promise<MaskingRuleItem> {
  const { organizationId } = actor
  const { id, ...rule } = input
  const change = db.$transaction(async (tx) => {
    const found = await tx.maskingRule.findFirst({ where: { id, organizationId } })
    const before = orNotFound(found, 'masking rule')
    await assertGroups(tx, organizationId, 'groups', rule.groups)
    const data = toMaskingRuleRow(rule)
    const after = await tx.maskingRule.update({ where: { id, organizationId }, data })
    await recordAudit(tx, actor, {
      action: 'masking-rule.update',
      subject: { type: 'masking-rule', id, name: after.name },
      detail: changes({ ...before }, data),
    })
    await policyChanged(tx, organizationId)
    return toMaskingRuleItem(after)
  })
  return orNameTaken('a masking rule', input.name, change)
}
