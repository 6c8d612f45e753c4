import type { RangeVar } from '@pgsql/types'
import type { Catalogue, Relation } from '../catalogue'
import { HOLDS_VALUES } from '../holds-values'
import { Reading } from '../lineage/reading'
import { columnsOfRelation } from '../lineage/views'
import { type Names, namesOf, plainName } from '../names'
import { ProvenFunctions } from './functions'
import { type MaskedColumn, quoted, Refused, type SourceMasks } from './masks'
import { EXTENSION_VIEWS, SHOWS_STATEMENTS } from './trusted'
import { readView } from './view'

/** How a mention of a relation is read. */
export type Masking =
  /** As it stands: nothing masked is behind it. */
  | { readonly kind: 'plain' }
  /** Through a sub-select over itself with masks for these columns (by name). */
  | { readonly kind: 'columns'; readonly masks: ReadonlyMap<string, (column: MaskedColumn) => string> }
  /** Through its own definition, rewritten. */
  | {
      readonly kind: 'view'
      readonly definition: string
      readonly masks: ReadonlyMap<string, (column: MaskedColumn) => string>
    }
  /** Not at all. */
  | { readonly kind: 'closed'; readonly why: string; readonly instead: string }

const PLAIN: Masking = { kind: 'plain' }

/** What one catalogue's relations and functions may show under one set of masks. Everything is worked out once. */
export class Guard {
  readonly names: Names
  readonly masks: SourceMasks
  readonly functions: ProvenFunctions
  readonly #own: ReadonlyMap<string, ReadonlyMap<string, (column: MaskedColumn) => string>>
  readonly #maskings = new Map<Relation, Masking>()
  readonly #reading = new Set<Relation>()
  #byName: ReadonlyMap<string, Relation> | null = null
  #bareNames: ReadonlySet<string> | null = null

  constructor(catalogue: Catalogue, masks: SourceMasks) {
    this.names = namesOf(catalogue)
    this.masks = masks
    this.#own = spreadMasks(catalogue, masks)
    this.functions = new ProvenFunctions(this)
  }

  masking(relation: Relation): Masking {
    const known = this.#maskings.get(relation)
    if (known) return known
    if (this.#reading.has(relation)) return PLAIN // a view that reads itself shows only what else it reads
    this.#reading.add(relation)
    const masking = this.#read(relation)
    this.#reading.delete(relation)
    this.#maskings.set(relation, masking)
    return masking
  }

  #read(relation: Relation): Masking {
    const { schema, name, variety } = relation
    if (schema === 'pg_catalog' && HOLDS_VALUES.has(name)) return closed('it holds stored values or secrets')
    if (schema === 'pg_catalog' && SHOWS_STATEMENTS.has(name))
      return closed('it shows statements with their values')
    if (EXTENSION_VIEWS.has(name)) return closed('it shows statements or pages with their values')
    const masks = this.#own.get(plainName(schema, name)) ?? new Map()
    if (relation.definition !== null && schema !== 'pg_catalog' && schema !== 'information_schema') {
      return variety === 'materialised' ? this.#readStored(relation, masks) : readView(relation, masks, this)
    }
    return masks.size > 0 ? { kind: 'columns', masks } : PLAIN
  }

  /** A materialised view keeps copies: its columns are masked by where they came from. */
  #readStored(relation: Relation, masks: ReadonlyMap<string, (column: MaskedColumn) => string>): Masking {
    const behind = readView(relation, new Map(), this)
    if (behind.kind === 'plain' && masks.size === 0) return PLAIN
    const columns = columnsOfRelation(
      { schema: relation.schema, name: relation.name, relation },
      new Reading(this.names),
    )
    const all = new Map(masks)
    for (const { name, sources } of columns ?? []) {
      const isMasked = sources === null || sources.some((source) => this.isMaskedColumn(source))
      if (isMasked && !all.has(name)) all.set(name, this.masks.derived)
    }
    if (behind.kind === 'closed' && all.size === 0) return behind
    return all.size > 0 ? { kind: 'columns', masks: all } : PLAIN
  }

  /** 'schema.table.column', also of a table's partitions and children. */
  isMaskedColumn(source: string): boolean {
    const dot = source.lastIndexOf('.')
    return this.#own.get(source.slice(0, dot))?.has(source.slice(dot + 1)) ?? false
  }

  /** Whether a foreign key of it would tell which masked values exist. */
  refersToMasked({ foreignKeys = [] }: Relation): boolean {
    return foreignKeys.some(({ references, referencedColumns }) =>
      referencedColumns.some((column) => this.isMaskedColumn(`${references}.${column}`)),
    )
  }

  /** 'schema.table'. A relation that is not in the catalogue was made by this session, of masks, or is none. */
  isPlain(name: string): boolean {
    const relation = this.#relation(name)
    return relation === undefined || this.masking(relation).kind === 'plain'
  }

  hasTriggers(name: string): boolean {
    const { triggers = [], rules = [] } = this.#relation(name) ?? {}
    return triggers.some(({ isEnabled }) => isEnabled) || rules.length > 0
  }

  #relation(name: string): Relation | undefined {
    this.#byName ??= new Map(
      this.names.catalogue.relations.map((each) => [plainName(each.schema, each.name), each]),
    )
    return this.#byName.get(name)
  }

  masksOf(schema: string, name: string): ReadonlySet<string> {
    return new Set(this.#own.get(plainName(schema, name))?.keys())
  }

  /** Every relation that a name may stand for. Other sessions' temporary tables cannot be read. */
  candidates({ schemaname, relname = '' }: RangeVar): readonly Relation[] {
    const all = this.names.relations.get(relname) ?? []
    if (schemaname === undefined) return all.filter(({ schema }) => !schema.startsWith('pg_temp_'))
    if (schemaname === 'pg_temp') return []
    return all.filter(({ schema }) => schema === schemaname)
  }

  /** Whether a relation of that name, in whatever schema, shows or would show masked values. */
  isGuardedName(name: string): boolean {
    this.#bareNames ??= new Set(
      this.names.catalogue.relations
        .filter((relation) => this.masking(relation).kind !== 'plain')
        .map((relation) => relation.name),
    )
    return this.#bareNames.has(name)
  }

  isGuarded(relation: RangeVar): boolean {
    return this.candidates(relation).some((each) => this.masking(each).kind !== 'plain')
  }

  /** Whether anything in a schema is guarded or runs code that is not proven. */
  isGuardedSchema(schema: string): boolean {
    const { relations, functions } = this.names.catalogue
    return (
      relations.some((each) => each.schema === schema && this.masking(each).kind !== 'plain') ||
      functions.some((each) => each.schema === schema && !this.functions.isProven([schema, each.name]))
    )
  }
}

function closed(why: string): Masking {
  return {
    kind: 'closed',
    why,
    instead: 'Ask the tables themselves: their masked columns can be read masked.',
  }
}

/** The masks of each table, with those that its partitions, children and parents give it: they hold the same rows. */
function spreadMasks(
  { relations }: Catalogue,
  { columns }: SourceMasks,
): ReadonlyMap<string, ReadonlyMap<string, (column: MaskedColumn) => string>> {
  const own = new Map<string, Map<string, (column: MaskedColumn) => string>>()
  const kin = new Map<string, string[]>()
  for (const { schema, name, columns: names, parents = [] } of relations) {
    const relation = plainName(schema, name)
    const masks = new Map<string, (column: MaskedColumn) => string>()
    for (const column of names) {
      const mask = columns.get(`${relation}.${column}`)
      if (mask) masks.set(column, mask)
    }
    if (masks.size > 0) own.set(relation, masks)
    for (const parent of parents) {
      kin.set(parent, [...(kin.get(parent) ?? []), relation])
      kin.set(relation, [...(kin.get(relation) ?? []), parent])
    }
  }
  const byName = new Map(relations.map((each) => [plainName(each.schema, each.name), each]))
  const waiting = [...own.keys()]
  for (const from of waiting) {
    for (const to of kin.get(from) ?? []) {
      const target = own.get(to) ?? new Map<string, (column: MaskedColumn) => string>()
      const before = target.size
      for (const [column, mask] of own.get(from) ?? []) {
        if (byName.get(to)?.columns.includes(column) && !target.has(column)) target.set(column, mask)
      }
      if (target.size > before) {
        own.set(to, target)
        waiting.push(to)
      }
    }
  }
  return own
}

/** The relation's columns in their order, masked ones as masks, under the names that the mention gives them. */
export function selectList(
  relation: Relation,
  masks: ReadonlyMap<string, (column: MaskedColumn) => string>,
  columnAliases: readonly string[],
  only?: readonly string[],
): string {
  const items: string[] = []
  let place = 0
  for (const [index, column] of relation.columns.entries()) {
    if (column === '') continue
    const shown = columnAliases[place] ?? column
    place++
    if (only && !only.includes(column)) continue
    const mask = masks.get(column)
    const collation = relation.details?.[index]?.collation
    const value = quoted(shown)
    if (!mask) items.push(value)
    else
      items.push(
        `${mask({ relation, index, value })}${collation ? ` COLLATE ${collation}` : ''} AS ${quoted(shown)}`,
      )
  }
  if (items.length === 0)
    throw new Refused(`${plainName(relation.schema, relation.name)} has no columns`, 'Leave it out.')
  return items.join(', ')
}
