import type { MaskingRuleModel, Tx } from '@sallyport/db'
import { changes } from '../audit/changes'
import { type Actor, recordAudit } from '../audit/record-audit'
import { assertGroups } from '../policy/assert-groups'
import { keepVersion, type VersionAction } from '../policy/versions'
import { changedMeanwhile } from '../rules/write-rule'
import { CreateMaskingRule } from './schema'
import { toMaskingRuleRow } from './to-row'

// Every change of a masking rule goes through one of these: they keep its version and its audit row with it. What calls them
// says `policyChanged` once, at the end of its transaction.

/** Makes a masking rule; with an id, one that was removed comes back under it as its version `number`. */
export async function insertMaskingRule(
  tx: Tx,
  actor: Actor,
  input: CreateMaskingRule,
  action: VersionAction,
  again?: { readonly id: string; readonly number: number },
): Promise<MaskingRuleModel> {
  const { organizationId } = actor
  await assertGroups(tx, organizationId, 'groups', input.groups)
  const data = toMaskingRuleRow(input)
  const row = await tx.maskingRule.create({
    data: { ...data, organizationId, ...(again && { id: again.id, version: again.number }) },
  })
  await keepVersion(tx, actor, {
    kind: 'masking-rule',
    id: row.id,
    number: row.version,
    action,
    content: data,
  })
  await recordAudit(tx, actor, {
    action: `masking-rule.${action}`,
    subject: { type: 'masking-rule', id: row.id, name: row.name },
    detail: data,
  })
  return row
}

/** Makes a masking rule what the input says; CONFLICT when somebody else changed it since `before` was read. */
export async function changeMaskingRule(
  tx: Tx,
  actor: Actor,
  before: MaskingRuleModel,
  input: CreateMaskingRule,
  action: VersionAction,
): Promise<MaskingRuleModel> {
  const { id, organizationId, version } = before
  await assertGroups(tx, organizationId, 'groups', input.groups)
  const data = toMaskingRuleRow(input)
  const [row] = await tx.maskingRule.updateManyAndReturn({
    where: { id, organizationId: actor.organizationId, version },
    data: { ...data, version: version + 1 },
  })
  if (!row) throw changedMeanwhile()
  await keepVersion(tx, actor, { kind: 'masking-rule', id, number: row.version, action, content: data })
  await recordAudit(tx, actor, {
    action: `masking-rule.${action}`,
    subject: { type: 'masking-rule', id, name: row.name },
    detail: changes({ ...before }, data),
  })
  return row
}

/** Removes a masking rule; its last version stays, so that it can be restored. */
export async function deleteMaskingRule(tx: Tx, actor: Actor, row: MaskingRuleModel): Promise<void> {
  const { id, organizationId, version } = row
  const { count } = await tx.maskingRule.deleteMany({ where: { id, organizationId, version } })
  if (count === 0) throw changedMeanwhile()
  const content = toMaskingRuleRow(CreateMaskingRule.parse(row))
  await keepVersion(tx, actor, { kind: 'masking-rule', id, number: version + 1, action: 'remove', content })
  await recordAudit(tx, actor, {
    action: 'masking-rule.remove',
    subject: { type: 'masking-rule', id, name: row.name },
    detail: content,
  })
}
