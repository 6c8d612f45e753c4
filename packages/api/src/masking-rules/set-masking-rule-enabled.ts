import type { Db } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import type { SetMaskingRuleEnabled } from './schema'
import { type MaskingRuleItem, toMaskingRuleItem } from './to-masking-rule'

export async function setMaskingRuleEnabled(
  db: Db,
  actor: Actor,
  { id, enabled }: SetMaskingRuleEnabled,
): Promise<MaskingRuleItem> {
  const { organizationId } = actor
  return db.$transaction(async (tx) => {
    const found = await tx.maskingRule.findFirst({ where: { id, organizationId }, select: { id: true } })
    orNotFound(found, 'masking rule')
    const rule = await tx.maskingRule.update({ where: { id, organizationId }, data: { enabled } })
    await recordAudit(tx, actor, {
      action: enabled ? 'masking-rule.enable' : 'masking-rule.disable',
      subject: { type: 'masking-rule', id, name: rule.name },
    })
    await policyChanged(tx, organizationId)
    return toMaskingRuleItem(rule)
  })
}
