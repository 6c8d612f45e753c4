import type { Db } from '@sallyport/db'
import type { Actor } from '../audit/record-audit'
import { orNameTaken } from '../name-taken'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import type { UpdateRule } from './schema'
import { type RuleItem, toRuleItem } from './to-rule'
import { changedMeanwhile, changeRule } from './write-rule'

export async function updateRule(db: Db, actor: Actor, input: UpdateRule): Promise<RuleItem> {
  const { organizationId } = actor
  const { id, version, ...rule } = input
  const change = db.$transaction(async (tx) => {
    const before = orNotFound(await tx.rule.findFirst({ where: { id, organizationId } }), 'rule')
    if (version !== undefined && version !== before.version) throw changedMeanwhile()
    const after = await changeRule(tx, actor, before, rule, 'update')
    await policyChanged(tx, organizationId)
    return toRuleItem(after)
  })
  return orNameTaken('a rule', input.name, change)
}
