import { SallyportError } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import { assertHost } from '../connections/assert-host'
import { changeConnection, insertConnection } from '../connections/write-connection'
import type { Member, Services } from '../context'
import { FieldError, FieldErrors } from '../errors'
import { changeMaskingRule, deleteMaskingRule, insertMaskingRule } from '../masking-rules/write-masking-rule'
import { policyChanged } from '../policy/changed'
import { changeRule, deleteRule, insertRule } from '../rules/write-rule'
import { type Plan, planFile } from './plan'
import { readState, type State } from './read-state'
import type { ApplyFile, FileConnection, PolicyFile } from './schema'

const TIMEOUT_MS = 60_000

/** Makes everything what the file says, in one transaction: all of it or nothing. */
export async function applyFile(
  { db, masterKey, settings }: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  member: Member,
  { file, prune, plan: looked }: ApplyFile,
): Promise<Plan> {
  const { organizationId } = member
  await assertHosts(file, settings.allowedHosts)
  return db.$transaction(
    async (tx) => {
      const state = await readState(tx, organizationId)
      const plan = planFile(file, state, prune)
      if (looked !== undefined && looked !== plan.id)
        throw new SallyportError(
          'CONFLICT',
          'Something changed since the plan was made: nothing was applied',
          {
            hint: 'Look at the new plan.',
          },
        )
      if (!plan.hasChanges) return plan
      await carryOut(tx, masterKey, member, file, state, plan)
      await recordAudit(tx, member, {
        action: 'policy.apply',
        subject: { type: 'policy' },
        detail: {
          plan: plan.id,
          changes: plan.items.map(({ action, kind, name }) => `${action} ${kind} ${name}`),
        },
      })
      await policyChanged(tx, organizationId)
      return plan
    },
    { isolationLevel: 'RepeatableRead', timeout: TIMEOUT_MS },
  )
}

async function carryOut(
  tx: Tx,
  masterKey: Buffer,
  member: Member,
  file: PolicyFile,
  state: State,
  { items }: Plan,
): Promise<void> {
  const { organizationId } = member
  const of = <Item extends { readonly name: string }>(kind: string, list: readonly Item[] = []) =>
    items.flatMap((item) => {
      const wanted = item.kind === kind && list.find(({ name }) => name === item.name)
      return wanted ? [wanted] : []
    })
  for (const { name } of of(
    'group',
    (file.groups ?? []).map((name) => ({ name })),
  )) {
    const { id } = await tx.group.create({ data: { organizationId, name } })
    await recordAudit(tx, member, { action: 'group.create', subject: { type: 'group', id, name } })
  }
  for (const connection of of('connection', file.connections)) {
    const before = state.connections.get(connection.name)
    const input = toConnection(connection)
    if (before) await changeConnection(tx, masterKey, member, before, input)
    else await insertConnection(tx, masterKey, member, input)
  }
  for (const rule of of('rule', file.rules)) {
    const before = state.rules.get(rule.name)
    if (before) await changeRule(tx, member, before, rule, 'apply')
    else await insertRule(tx, member, rule, 'apply')
  }
  for (const rule of of('masking-rule', file.masking)) {
    const before = state.masking.get(rule.name)
    if (before) await changeMaskingRule(tx, member, before, rule, 'apply')
    else await insertMaskingRule(tx, member, rule, 'apply')
  }
  for (const { kind, name } of items.filter(({ action }) => action === 'remove')) {
    const rule = kind === 'rule' && state.rules.get(name)
    if (rule) await deleteRule(tx, member, rule)
    const masking = kind === 'masking-rule' && state.masking.get(name)
    if (masking) await deleteMaskingRule(tx, member, masking)
  }
}

function toConnection({ password, ...fields }: FileConnection) {
  return { ...fields, ...(password !== undefined && { passwordReference: password }) }
}

async function assertHosts({ connections = [] }: PolicyFile, allowed: readonly string[]): Promise<void> {
  const problems: Record<string, string[]> = {}
  for (const [index, { host }] of connections.entries()) {
    try {
      await assertHost(host, allowed)
    } catch (error) {
      if (!(error instanceof FieldError)) throw error
      problems[`connections.${index}.host`] = [error.message]
    }
  }
  if (Object.keys(problems).length > 0) throw new FieldErrors(problems)
}
