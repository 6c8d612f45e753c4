import type { Db } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNameTaken } from '../name-taken'
import { assertGroups } from '../policy/assert-groups'
import { policyChanged } from '../policy/changed'
import type { CreateRule } from './schema'
import { toRuleRow } from './to-row'
import { type RuleItem, toRuleItem } from './to-rule'

export async function createRule(db: Db, actor: Actor, input: CreateRule): Promise<RuleItem> {
  const { organizationId } = actor
  const change = db.$transaction(async (tx) => {
    await assertGroups(tx, organizationId, 'groups', input.groups)
    await assertGroups(tx, organizationId, 'approverGroups', input.approverGroups)
    const data = toRuleRow(input)
    const rule = await tx.rule.create({ data: { ...data, organizationId } })
    await recordAudit(tx, actor, {
      action: 'rule.create',
      subject: { type: 'rule', id: rule.id, name: rule.name },
      detail: data,
    })
    await policyChanged(tx, organizationId)
    return toRuleItem(rule)
  })
  return orNameTaken('a rule', input.name, change)
}
