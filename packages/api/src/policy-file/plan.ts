import { createHash } from 'node:crypto'
import { changes } from '../audit/changes'
import { assertSamePlace } from '../connections/same-place'
import { FieldError, FieldErrors } from '../errors'
import { CreateMaskingRule } from '../masking-rules/schema'
import { toMaskingRuleRow } from '../masking-rules/to-row'
import { groupsNamed } from '../policy/requirements'
import { CreateRule } from '../rules/schema'
import { toRuleContent } from '../rules/to-row'
import type { State } from './read-state'
import type { FileConnection, PolicyFile } from './schema'

export interface PlanItem {
  /** keep: it is not in the file, and stays. */
  readonly action: 'create' | 'update' | 'remove' | 'keep'
  readonly kind: 'group' | 'connection' | 'rule' | 'masking-rule'
  readonly name: string
  /** Of a change before and after, of what is made only after. */
  readonly fields: Readonly<Record<string, { readonly before?: unknown; readonly after: unknown }>>
}

export interface Plan {
  /** Names this plan: the same changes of the same state. */
  readonly id: string
  readonly items: readonly PlanItem[]
  readonly unchanged: number
  /** Whether applying it changes anything. */
  readonly hasChanges: boolean
}

/** What applying a file would change. Throws what is wrong with the file, by the path of each field. */
export function planFile(file: PolicyFile, state: State, prune: boolean): Plan {
  assertReferences(file, state)
  const { groups, connections, rules, masking } = file
  const items = [
    ...(groups ?? []).flatMap((name) => (state.groups.has(name) ? [] : [created('group', name, {})])),
    ...compare('connection', connections, state.connections, connectionFields, (row) => ({
      ...row,
      password: row.passwordReference,
    })),
    ...compare('rule', rules, state.rules, toRuleContent, (row) => toRuleContent(CreateRule.parse(row))),
    ...compare('masking-rule', masking, state.masking, toMaskingRuleRow, (row) =>
      toMaskingRuleRow(CreateMaskingRule.parse(row)),
    ),
    ...rest('connection', connections, state.connections, false),
    ...rest('rule', rules, state.rules, prune),
    ...rest('masking-rule', masking, state.masking, prune),
  ]
  const named = [groups, connections, rules, masking].reduce((sum, list) => sum + (list?.length ?? 0), 0)
  const changed = items.filter(({ action }) => action === 'create' || action === 'update').length
  return {
    id: createHash('sha256').update(JSON.stringify(items)).digest('hex').slice(0, 32),
    items,
    unchanged: named - changed,
    hasChanges: items.some(({ action }) => action !== 'keep'),
  }
}

/** A password that is left out stays what it is, so it is no difference. */
export function connectionFields({ password, ...fields }: FileConnection) {
  return { ...fields, ...(password !== undefined && { password }) }
}

type Fields = Parameters<typeof changes>[1]

function compare<Item extends { readonly name: string }, Row>(
  kind: PlanItem['kind'],
  wanted: readonly Item[] = [],
  rows: ReadonlyMap<string, Row>,
  toFields: (item: Item) => Fields,
  fromRow: (row: Row) => Fields,
): PlanItem[] {
  return wanted.flatMap((item) => {
    const row = rows.get(item.name)
    if (row === undefined) return [created(kind, item.name, toFields(item))]
    const fields = changes(fromRow(row), toFields(item)) as PlanItem['fields']
    return Object.keys(fields).length === 0 ? [] : [{ action: 'update', kind, name: item.name, fields }]
  })
}

function created(kind: PlanItem['kind'], name: string, fields: Readonly<Record<string, unknown>>): PlanItem {
  const said = Object.entries(fields).filter(([field, value]) => field !== 'name' && !isEmpty(value))
  return {
    action: 'create',
    kind,
    name,
    fields: Object.fromEntries(said.map(([field, after]) => [field, { after }])),
  }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function rest(
  kind: PlanItem['kind'],
  wanted: readonly { readonly name: string }[] | undefined,
  rows: ReadonlyMap<string, unknown>,
  prune: boolean,
): PlanItem[] {
  if (!wanted) return []
  const names = new Set(wanted.map(({ name }) => name))
  return [...rows.keys()]
    .filter((name) => !names.has(name))
    .map((name) => ({ action: prune ? 'remove' : 'keep', kind, name, fields: {} }))
}

/** Groups that are nowhere, and passwords that would have to be given: all of them, by their place in the file. */
function assertReferences(file: PolicyFile, state: State): void {
  const problems: Record<string, string[]> = {}
  const known = new Set([...state.groups, ...(file.groups ?? [])])
  const lookAt = (path: string, names: readonly string[]) =>
    names.forEach((name, index) => {
      if (!known.has(name)) problems[`${path}.${index}`] = [`There is no group named ${name}`]
    })
  file.rules?.forEach(({ groups, requirements }, index) => {
    lookAt(`rules.${index}.groups`, groups)
    lookAt(`rules.${index}.requirements`, groupsNamed(requirements))
  })
  file.masking?.forEach(({ groups }, index) => lookAt(`masking.${index}.groups`, groups))
  file.connections?.forEach((connection, index) => {
    const problem = passwordProblem(connection, state)
    if (problem) problems[`connections.${index}`] = [problem]
  })
  if (Object.keys(problems).length > 0) throw new FieldErrors(problems)
}

function passwordProblem(connection: FileConnection, state: State): string | null {
  if (connection.password !== undefined) return null
  const stored = state.connections.get(connection.name)
  if (!stored) return 'password is missing: write env:NAME or file:/path, where the gateway finds it'
  try {
    assertSamePlace(stored, connection)
    return null
  } catch (error) {
    if (error instanceof FieldError) return `password: ${error.message}`
    throw error
  }
}
