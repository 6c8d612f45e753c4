import { DATA_CLASSES, type DataClass, type MaskOperator } from '@sallyport/core'
import type { Db, MaskingRuleModel, Tx } from '@sallyport/db'
import { z } from 'zod'
import type { Actor } from '../audit/record-audit'
import { orNameTaken } from '../name-taken'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { MAX_PATTERNS } from '../policy/patterns'
import { text } from '../words'
import { CreateMaskingRule } from './schema'
import { toMaskingRule } from './to-masking-rule'
import { changeMaskingRule, insertMaskingRule } from './write-masking-rule'

export const AcceptProposals = z.object({
  connectionId: z.uuid(),
  columns: z
    .array(z.object({ column: text(400).min(1), dataClass: z.enum(DATA_CLASSES) }))
    .min(1, 'Choose at least one column')
    .max(2_000),
})
export type AcceptProposals = z.infer<typeof AcceptProposals>

/** What leaves something of a value that people go by; all else is redacted. */
const OPERATORS: Partial<Record<DataClass, MaskOperator>> = {
  email: 'partial',
  phone: 'partial',
  card: 'partial',
  ssn: 'partial',
}

/** Masks columns by their classes: one rule for each class and connection, which grows when more columns come. */
export async function acceptProposals(
  db: Db,
  actor: Actor,
  { connectionId, columns }: AcceptProposals,
): Promise<{ readonly rules: readonly { readonly id: string; readonly name: string }[] }> {
  const { organizationId } = actor
  const change = db.$transaction(async (tx) => {
    const { name: connection } = orNotFound(
      await tx.connection.findFirst({ where: { id: connectionId, organizationId } }),
      'connection',
    )
    const rules: { id: string; name: string }[] = []
    for (const dataClass of new Set(columns.map((each) => each.dataClass))) {
      const named = columns.filter((each) => each.dataClass === dataClass).map(({ column }) => column)
      const left = new Set(named)
      for (let part = 1; left.size > 0; part++) {
        const name = `${connection}: ${dataClass}${part > 1 ? ` ${part}` : ''}`
        const row = await maskIn(tx, actor, { name, connection, dataClass }, left)
        if (row) rules.push({ id: row.id, name })
      }
    }
    await policyChanged(tx, organizationId)
    return { rules }
  })
  return orNameTaken('a masking rule', null, change)
}

interface Target {
  readonly name: string
  readonly connection: string
  readonly dataClass: DataClass
}

/** Puts as many of the columns as there is room for into the rule of this name; null: it is full. */
async function maskIn(
  tx: Tx,
  actor: Actor,
  { name, connection, dataClass }: Target,
  left: Set<string>,
): Promise<MaskingRuleModel | null> {
  const { organizationId } = actor
  const before = await tx.maskingRule.findFirst({ where: { organizationId, name } })
  const own = before ? toMaskingRule(before) : null
  for (const column of own?.columns ?? []) left.delete(column)
  const taken = [...left].slice(0, MAX_PATTERNS - (own?.columns.length ?? 0))
  if (taken.length === 0) return null
  for (const column of taken) left.delete(column)
  if (!before || !own) {
    const operator = OPERATORS[dataClass] ?? 'redact'
    const rule = { name, connections: [connection], groups: [], columns: taken, dataClass, operator }
    return insertMaskingRule(tx, actor, CreateMaskingRule.parse(rule), 'create')
  }
  const { id: _, ...rule } = own
  const grown = { ...rule, columns: [...own.columns, ...taken], enabled: before.enabled }
  return changeMaskingRule(tx, actor, before, CreateMaskingRule.parse(grown), 'update')
}
