import type { Db } from '@sallyport/db'
import type { Actor } from '../audit/record-audit'
import { orNameTaken } from '../name-taken'
import { policyChanged } from '../policy/changed'
import type { CreateMaskingRule } from './schema'
import { type MaskingRuleItem, toMaskingRuleItem } from './to-masking-rule'
import { insertMaskingRule } from './write-masking-rule'

export async function createMaskingRule(
  db: Db,
  actor: Actor,
  input: CreateMaskingRule,
): Promise<MaskingRuleItem> {
  const change = db.$transaction(async (tx) => {
    const row = await insertMaskingRule(tx, actor, input, 'create')
    await policyChanged(tx, actor.organizationId)
    return toMaskingRuleItem(row)
  })
  return orNameTaken('a masking rule', input.name, change)
}
