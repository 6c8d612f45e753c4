import type { MaskingRule, MaskOperator } from '@sallyport/core'
import { matchesGlob } from '@sallyport/policy'
import type { SourceMasks } from '@sallyport/sql'
import { type MaskedSource, sourceMasks } from './source-masks'

/** The stored columns of a target: what `**.customers.email` can mean there. */
export interface StoredColumns {
  readonly database: string
  readonly relations: readonly {
    readonly schema: string
    readonly name: string
    readonly columns: readonly string[]
    /** `schema.table` of what it inherits from or is a partition of. */
    readonly parents?: readonly string[]
  }[]
}

/** Of several rules for one column the strictest masks it, in whatever order they are. */
const STRICTNESS: Record<MaskOperator, number> = {
  noise: 0,
  bucket: 1,
  truncate: 2,
  partial: 3,
  token: 4,
  hash: 5,
  constant: 6,
  null: 7,
  redact: 8,
}

export interface MaskedColumns {
  readonly of: StoredColumns
  /** The rule of each masked `schema.table.column`. */
  readonly rules: ReadonlyMap<string, MaskingRule>
  readonly relations: ReadonlySet<string>
  /** The columns that are masked where they are read, as `schema.table.column`; null: none. */
  readonly source: ReadonlySet<string> | null
  readonly sourceMasks: SourceMasks | null
  readonly sourceKey: string
  /** The columns whose tokens may be compared, since their values may; null: none. */
  readonly tokens: ReadonlyMap<string, MaskingRule> | null
}

/** What the rules mask of the stored columns, and where. `isExempt`: columns that this client sees as they are. */
export function readMaskedColumns(
  ruleset: readonly MaskingRule[],
  stored: StoredColumns,
  isExempt: (source: string) => boolean = () => false,
): MaskedColumns {
  const rules = new Map<string, MaskingRule>()
  const relations = new Set<string>()
  const atSource = new Map<string, (readonly string[])[] | null>()
  const comparable = new Set<string>()
  const incomparable = new Set<string>()
  for (const rule of ruleset) {
    for (const { relation, column, path } of columnsOf(rule, stored)) {
      const source = `${relation}.${column}`
      if (isExempt(source)) continue
      const other = rules.get(source)
      if (!other || STRICTNESS[rule.operator] > STRICTNESS[other.operator]) rules.set(source, rule)
      relations.add(relation)
      if (rule.inference === 'allow') continue
      if (rule.inference === 'equality' && !path) comparable.add(source)
      else incomparable.add(source)
      const paths = atSource.has(source) ? (atSource.get(source) ?? null) : []
      atSource.set(source, path && paths ? [...paths, path] : null)
    }
  }
  const columns = [...atSource].flatMap(([source, paths]): MaskedSource[] => {
    const rule = rules.get(source)
    return rule ? [{ source, rule, paths: paths ?? [] }] : []
  })
  for (const source of incomparable) comparable.delete(source)
  const tokens = [...rules].filter(
    ([source, { operator }]) => operator === 'token' && !incomparable.has(source),
  )
  return {
    of: stored,
    rules,
    relations,
    source: columns.length > 0 ? new Set(atSource.keys()) : null,
    tokens: tokens.length > 0 ? new Map(tokens) : null,
    sourceMasks: columns.length > 0 ? sourceMasks(columns, comparable) : null,
    sourceKey: JSON.stringify(
      columns.map(({ source, rule, paths }) => [
        source,
        rule.operator,
        rule.dataClass,
        rule.settings,
        paths,
        comparable.has(source),
      ]),
    ),
  }
}

interface MaskedColumn {
  /** `schema.relation` */
  readonly relation: string
  readonly column: string
  /** Keys within the column's JSON; null: all of it. */
  readonly path: readonly string[] | null
}

/** Thousands of columns are looked at once per rule and catalogue, and not by every session again. */
const matched = new WeakMap<StoredColumns, WeakMap<MaskingRule, readonly MaskedColumn[]>>()

/** The stored columns that a rule names. */
function columnsOf(rule: MaskingRule, stored: StoredColumns): readonly MaskedColumn[] {
  const byRule = matched.get(stored) ?? new WeakMap<MaskingRule, readonly MaskedColumn[]>()
  matched.set(stored, byRule)
  const known = byRule.get(rule)
  if (known) return known
  const found = rule.columns.length === 0 ? [] : findColumns(rule, stored)
  byRule.set(rule, found)
  return found
}

function findColumns(
  { columns: globs }: MaskingRule,
  { database, relations }: StoredColumns,
): MaskedColumn[] {
  const patterns = globs.map((glob) => {
    const [pattern = '', ...path] = glob.split('->')
    return { pattern, path: path.length > 0 ? path : null }
  })
  const found = relations.flatMap(({ schema, name, columns }) => {
    const relation = `${schema}.${name}`
    return columns.flatMap((column) =>
      patterns
        .filter(({ pattern }) => matchesGlob(pattern, `${database}.${relation}.${column}`))
        .map(({ path }) => ({ relation, column, path })),
    )
  })
  return found.length === 0 ? found : spread(found, relations)
}

/** A table, its partitions and its children hold the same rows: what is masked in one is in all of them. */
function spread(found: readonly MaskedColumn[], relations: StoredColumns['relations']): MaskedColumn[] {
  const kin = new Map<string, string[]>()
  const columnsByName = new Map(relations.map(({ schema, name, columns }) => [`${schema}.${name}`, columns]))
  const link = (from: string, to: string) => kin.set(from, [...(kin.get(from) ?? []), to])
  for (const { schema, name, parents = [] } of relations) {
    for (const parent of parents) {
      link(`${schema}.${name}`, parent)
      link(parent, `${schema}.${name}`)
    }
  }
  const all = [...found]
  const seen = new Set(found.map((each) => JSON.stringify(each)))
  for (const each of all) {
    for (const relation of kin.get(each.relation) ?? []) {
      const next = { ...each, relation }
      if (!columnsByName.get(relation)?.includes(each.column) || seen.has(JSON.stringify(next))) continue
      seen.add(JSON.stringify(next))
      all.push(next)
    }
  }
  return all
}
