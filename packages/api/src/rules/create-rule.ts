import type { Db } from '@sallyport/db'
import type { Actor } from '../audit/record-audit'
import { orNameTaken } from '../name-taken'
import { policyChanged } from '../policy/changed'
import type { CreateRule } from './schema'
import { type RuleItem, toRuleItem } from './to-rule'
import { insertRule } from './write-rule'

export async function createRule(db: Db, actor: Actor, input: CreateRule): Promise<RuleItem> {
  const change = db.$transaction(async (tx) => {
    const row = await insertRule(tx, actor, input, 'create')
    await policyChanged(tx, actor.organizationId)
    return toRuleItem(row)
  })
  return orNameTaken('a rule', input.name, change)
}
