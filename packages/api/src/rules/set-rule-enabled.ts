import type { Db } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import type { SetRuleEnabled } from './schema'
import { type RuleItem, toRuleItem } from './to-rule'

export async function setRuleEnabled(
  db: Db,
  actor: Actor,
  { id, enabled }: SetRuleEnabled,
): Promise<RuleItem> {
  const { organizationId } = actor
  return db.$transaction(async (tx) => {
    orNotFound(await tx.rule.findFirst({ where: { id, organizationId }, select: { id: true } }), 'rule')
    const rule = await tx.rule.update({ where: { id, organizationId }, data: { enabled } })
    await recordAudit(tx, actor, {
      action: enabled ? 'rule.enable' : 'rule.disable',
      subject: { type: 'rule', id, name: rule.name },
    })
    await policyChanged(tx, organizationId)
    return toRuleItem(rule)
  })
}
