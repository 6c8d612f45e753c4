import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { Actor } from '../audit/record-audit'
import { orNameTaken } from '../name-taken'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { contentOf } from '../policy/list-versions'
import { CreateRule, type RollBack } from './schema'
import { type RuleItem, toRuleItem } from './to-rule'
import { changeRule, insertRule } from './write-rule'

/** Makes a rule what it was in one of its versions. That is a new version: what was rolled back stays to be seen. */
export async function rollBackRule(db: Db, actor: Actor, { id, number }: RollBack): Promise<RuleItem> {
  const { organizationId } = actor
  const wanted = { organizationId, kind: 'rule', content: CreateRule } as const
  const change = db.$transaction(async (tx) => {
    const before = orNotFound(await tx.rule.findFirst({ where: { id, organizationId } }), 'rule')
    const content = await contentOf(tx, wanted, id, number)
    const after = await changeRule(tx, actor, before, content, 'roll-back')
    await policyChanged(tx, organizationId)
    return toRuleItem(after)
  })
  return orNameTaken('a rule', null, change)
}

/** Brings a removed rule back under its own id, as it last was. */
export async function restoreRule(db: Db, actor: Actor, id: string): Promise<RuleItem> {
  const { organizationId } = actor
  const change = db.$transaction(async (tx) => {
    const where = { subjectId: id, organizationId, kind: 'rule' }
    const last = orNotFound(await tx.policyVersion.findFirst({ where, orderBy: { number: 'desc' } }), 'rule')
    if (last.action !== 'remove') throw new SallyportError('CONFLICT', 'This rule was not removed')
    const number = last.number + 1
    const row = await insertRule(tx, actor, CreateRule.parse(last.content), 'restore', { id, number })
    await policyChanged(tx, organizationId)
    return toRuleItem(row)
  })
  return orNameTaken('a rule', null, change)
}
