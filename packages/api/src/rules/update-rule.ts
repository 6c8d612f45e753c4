import type { Db } from '@sallyport/db'
import { changes } from '../audit/changes'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNameTaken } from '../name-taken'
import { orNotFound } from '../not-found'
import { assertGroups } from '../policy/assert-groups'
import { policyChanged } from '../policy/changed'
import type { UpdateRule } from './schema'
import { toRuleRow } from './to-row'
import { type RuleItem, toRuleItem } from './to-rule'

export async function updateRule(db: Db, actor: Actor, input: UpdateRule): Promise<RuleItem> {
  const { organizationId } = actor
  const { id, ...rule } = input
  const change = db.$transaction(async (tx) => {
    const before = orNotFound(await tx.rule.findFirst({ where: { id, organizationId } }), 'rule')
    await assertGroups(tx, organizationId, 'groups', rule.groups)
    await assertGroups(tx, organizationId, 'approverGroups', rule.approverGroups)
    const data = toRuleRow(rule)
    const after = await tx.rule.update({ where: { id, organizationId }, data })
    await recordAudit(tx, actor, {
      action: 'rule.update',
      subject: { type: 'rule', id, name: after.name },
      detail: changes({ ...before }, data),
    })
    await policyChanged(tx, organizationId)
    return toRuleItem(after)
  })
  return orNameTaken('a rule', input.name, change)
}
