import { SallyportError } from '@sallyport/core'
import type { RuleModel, Tx } from '@sallyport/db'
import { changes } from '../audit/changes'
import { type Actor, recordAudit } from '../audit/record-audit'
import { assertGroups } from '../policy/assert-groups'
import { groupsNamed } from '../policy/requirements'
import { keepVersion, type VersionAction } from '../policy/versions'
import { assertNotOwnHold } from './assert-not-own-hold'
import { CreateRule } from './schema'
import { toRuleContent, toRuleRow } from './to-row'

// Every change of a rule goes through one of these: they keep its version and its audit row with it. What calls them
// says `policyChanged` once, at the end of its transaction.

/** Makes a rule; with an id, one that was removed comes back under it as its version `number`. */
export async function insertRule(
  tx: Tx,
  actor: Actor,
  input: CreateRule,
  action: VersionAction,
  again?: { readonly id: string; readonly number: number },
): Promise<RuleModel> {
  const { organizationId } = actor
  await assertRuleGroups(tx, organizationId, input)
  const content = toRuleContent(input)
  const row = await tx.rule.create({
    data: { ...toRuleRow(input), organizationId, ...(again && { id: again.id, version: again.number }) },
  })
  await keepVersion(tx, actor, { kind: 'rule', id: row.id, number: row.version, action, content })
  await recordAudit(tx, actor, {
    action: `rule.${action}`,
    subject: { type: 'rule', id: row.id, name: row.name },
    detail: content,
  })
  return row
}

/** Makes a rule what the input says; CONFLICT when somebody else changed it since `before` was read. */
export async function changeRule(
  tx: Tx,
  actor: Actor,
  before: RuleModel,
  input: CreateRule,
  action: VersionAction,
): Promise<RuleModel> {
  const { id, organizationId, version } = before
  await assertNotOwnHold(tx, actor, id)
  await assertRuleGroups(tx, organizationId, input)
  const content = toRuleContent(input)
  const [row] = await tx.rule.updateManyAndReturn({
    where: { id, organizationId: actor.organizationId, version },
    data: { ...toRuleRow(input), version: version + 1 },
  })
  if (!row) throw changedMeanwhile()
  await keepVersion(tx, actor, { kind: 'rule', id, number: row.version, action, content })
  await recordAudit(tx, actor, {
    action: `rule.${action}`,
    subject: { type: 'rule', id, name: row.name },
    detail: changes(toRuleContent(CreateRule.parse(before)), content),
  })
  return row
}

/** Removes a rule; its last version stays, so that it can be restored. */
export async function deleteRule(tx: Tx, actor: Actor, row: RuleModel): Promise<void> {
  const { id, organizationId, version } = row
  await assertNotOwnHold(tx, actor, id)
  const { count } = await tx.rule.deleteMany({ where: { id, organizationId, version } })
  if (count === 0) throw changedMeanwhile()
  const content = toRuleContent(CreateRule.parse(row))
  await keepVersion(tx, actor, { kind: 'rule', id, number: version + 1, action: 'remove', content })
  await recordAudit(tx, actor, {
    action: 'rule.remove',
    subject: { type: 'rule', id, name: row.name },
    detail: content,
  })
}

export function changedMeanwhile(): SallyportError {
  return new SallyportError('CONFLICT', 'Somebody else changed this meanwhile', {
    hint: 'Look at it again: your change was not saved.',
  })
}

async function assertRuleGroups(tx: Tx, organizationId: string, rule: CreateRule): Promise<void> {
  await assertGroups(tx, organizationId, 'groups', rule.groups)
  await assertGroups(tx, organizationId, 'requirements', groupsNamed(rule.requirements))
}
