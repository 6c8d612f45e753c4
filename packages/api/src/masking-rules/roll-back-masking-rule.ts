import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { Actor } from '../audit/record-audit'
import { orNameTaken } from '../name-taken'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { contentOf } from '../policy/list-versions'
import { CreateMaskingRule, type RollBack } from './schema'
import { type MaskingRuleItem, toMaskingRuleItem } from './to-masking-rule'
import { changeMaskingRule, insertMaskingRule } from './write-masking-rule'

/** Makes a masking rule what it was in one of its versions. That is a new version: what was rolled back stays to be seen. */
export async function rollBackMaskingRule(
  db: Db,
  actor: Actor,
  { id, number }: RollBack,
): Promise<MaskingRuleItem> {
  const { organizationId } = actor
  const wanted = { organizationId, kind: 'masking-rule', content: CreateMaskingRule } as const
  const change = db.$transaction(async (tx) => {
    const before = orNotFound(
      await tx.maskingRule.findFirst({ where: { id, organizationId } }),
      'masking rule',
    )
    const content = await contentOf(tx, wanted, id, number)
    const after = await changeMaskingRule(tx, actor, before, content, 'roll-back')
    await policyChanged(tx, organizationId)
    return toMaskingRuleItem(after)
  })
  return orNameTaken('a masking rule', null, change)
}

/** Brings a removed masking rule back under its own id, as it last was. */
export async function restoreMaskingRule(db: Db, actor: Actor, id: string): Promise<MaskingRuleItem> {
  const { organizationId } = actor
  const change = db.$transaction(async (tx) => {
    const where = { subjectId: id, organizationId, kind: 'masking-rule' }
    const last = orNotFound(
      await tx.policyVersion.findFirst({ where, orderBy: { number: 'desc' } }),
      'masking rule',
    )
    if (last.action !== 'remove') throw new SallyportError('CONFLICT', 'This masking rule was not removed')
    const number = last.number + 1
    const row = await insertMaskingRule(tx, actor, CreateMaskingRule.parse(last.content), 'restore', {
      id,
      number,
    })
    await policyChanged(tx, organizationId)
    return toMaskingRuleItem(row)
  })
  return orNameTaken('a masking rule', null, change)
}
