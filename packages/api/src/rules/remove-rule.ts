import type { Db } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { toRuleItem } from './to-rule'

export async function removeRule(db: Db, actor: Actor, id: string): Promise<void> {
  const { organizationId } = actor
  await db.$transaction(async (tx) => {
    const row = orNotFound(await tx.rule.findFirst({ where: { id, organizationId } }), 'rule')
    await tx.rule.delete({ where: { id, organizationId } })
    const { updatedAt: _, ...detail } = toRuleItem(row)
    await recordAudit(tx, actor, {
      action: 'rule.remove',
      subject: { type: 'rule', id, name: row.name },
      detail,
    })
    await policyChanged(tx, organizationId)
  })
}
