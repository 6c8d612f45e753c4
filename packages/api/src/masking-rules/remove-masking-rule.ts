import type { Db } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { toMaskingRuleItem } from './to-masking-rule'

export async function removeMaskingRule(db: Db, actor: Actor, id: string): Promise<void> {
  const { organizationId } = actor
  await db.$transaction(async (tx) => {
    const row = orNotFound(await tx.maskingRule.findFirst({ where: { id, organizationId } }), 'masking rule')
    await tx.maskingRule.delete({ where: { id, organizationId } })
    const { updatedAt: _, ...detail } = toMaskingRuleItem(row)
    await recordAudit(tx, actor, {
      action: 'masking-rule.remove',
      subject: { type: 'masking-rule', id, name: row.name },
      detail,
    })
    await policyChanged(tx, organizationId)
  })
}
