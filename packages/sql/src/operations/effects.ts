import type { RangeVar } from '@pgsql/types'
import type { Condition, Operation, Verb } from '@sallyport/core'
import type { Definition } from '../catalogue'
import { HOLDS_VALUES } from '../holds-values'
import { findRelations, type Named, type Names, plainName, resourceName, SYSTEM_SCHEMAS } from '../names'
import { reachRelation } from './reach'

/** What is done to columns. */
const COLUMN_VERBS: ReadonlySet<Verb> = new Set(['read', 'insert', 'update', 'copy-in', 'copy-out'])

/** What a statement was found to do so far. */
export class Effects {
  readonly names: Names
  readonly #operations = new Map<string, Operation>()
  readonly #relations = new Map<string, Named>()
  /** What each alias of the statement may stand for; null: something that is not a relation. */
  readonly #aliases = new Map<string, (Named | null)[]>()
  /** The columns of 'verb schema.table' that are known. */
  readonly #columns = new Map<string, Set<string>>()
  /** What was looked into already, in this and whatever it is inside of. */
  readonly #entered: Set<string>
  /** Whose wording decides what happens, likewise. */
  readonly #definitions: Set<Definition>
  readonly #via: string | undefined
  readonly #isPart: boolean
  #runsCode = false

  constructor(
    names: Names,
    outer?: {
      readonly entered: Set<string>
      readonly definitions: Set<Definition>
      readonly via: string
      readonly isPart: boolean
    },
  ) {
    this.names = names
    this.#entered = outer?.entered ?? new Set()
    this.#definitions = outer?.definitions ?? new Set()
    this.#via = outer?.via
    this.#isPart = outer?.isPart ?? false
  }

  get operations(): readonly Operation[] {
    return [...this.#operations.values()].map((operation) => this.#withColumns(operation))
  }

  /** What happens inside of a function, a view, a trigger and the like; `parts` as in `add`. */
  through(parts: readonly string[], isPart: boolean): Effects {
    const via = resourceName(this.names.catalogue.database, ...parts)
    return new Effects(this.names, { entered: this.#entered, definitions: this.#definitions, via, isPart })
  }

  /** Whether nobody has looked into this yet: what calls itself is read once. */
  enter(what: string): boolean {
    if (this.#entered.has(what)) return false
    this.#entered.add(what)
    return true
  }

  /** What happens is decided by how this is defined. */
  dependOn(definition: Definition): void {
    this.#definitions.add(definition)
  }

  /** Everything whose definition decided what was found, in the order in which it was met. */
  get definitions(): readonly Definition[] {
    return [...this.#definitions]
  }

  absorb(inside: Effects): void {
    for (const operation of inside.operations) {
      this.#operations.set(JSON.stringify([operation, this.#operations.size]), operation)
    }
    for (const named of inside.relations) this.#relations.set(plainName(named.schema, named.name), named)
    this.#runsCode ||= inside.runsCode
  }

  #withColumns(operation: Operation): Operation {
    const { verb, resource, via } = operation
    const columns = via === this.#via ? this.#columns.get(`${verb} ${resource}`) : undefined
    return columns ? { ...operation, columns: [...columns] } : operation
  }

  /** Every relation that was touched. */
  get relations(): readonly Named[] {
    return [...this.#relations.values()]
  }

  /** Whether it runs something whose body is not known here, which may read any relation. */
  get runsCode(): boolean {
    return this.#runsCode
  }

  /** `parts` are the resource's below the database. */
  add(verb: Verb, parts: readonly string[], conditions: readonly Condition[] = []): void {
    const resource = resourceName(this.names.catalogue.database, ...parts)
    const key = JSON.stringify([verb, resource, conditions])
    if (this.#operations.has(key)) return
    const isImplied = this.#via !== undefined && (this.#isPart || verb === 'read' || verb === 'execute')
    this.#operations.set(key, {
      verb,
      resource,
      conditions,
      ...(this.#via !== undefined && { via: this.#via }),
      ...(isImplied && { isImplied }),
    })
  }

  noteCode(): void {
    this.#runsCode = true
  }

  /** Something that runs code of its own. */
  addCode(verb: 'execute' | 'admin' | 'unknown', parts: readonly string[]): void {
    this.#runsCode = true
    this.add(verb, parts)
  }

  addRelation(verb: Verb, relation: RangeVar, conditions: readonly Condition[] = []): void {
    const candidates = findRelations(this.names, relation)
    this.addAlias(relation.alias?.aliasname ?? relation.relname ?? '', candidates)
    for (const named of candidates) this.addNamed(verb, named, conditions)
  }

  /** The same, where it comes with what sets it off: a column's default advances its sequence. */
  addPart(verb: Verb, relation: RangeVar): void {
    if (this.#via === undefined) return this.addRelation(verb, relation)
    const inside = new Effects(this.names, {
      entered: this.#entered,
      definitions: this.#definitions,
      via: this.#via,
      isPart: true,
    })
    inside.addRelation(verb, relation)
    this.absorb(inside)
  }

  addNamed(verb: Verb, named: Named, conditions: readonly Condition[] = []): void {
    if (verb === 'read' && !named.relation) this.#runsCode = true // made since: it may be a view of anything
    this.#relations.set(plainName(named.schema, named.name), named)
    if (named.relation && !SYSTEM_SCHEMAS.has(named.schema)) this.dependOn(named.relation)
    this.add(verb, [named.schema, named.name], conditions)
    if (named.relation && COLUMN_VERBS.has(verb)) this.addColumns(verb, named, [])
    reachRelation(verb, named, this)
    if (verb === 'read' && named.schema === 'pg_catalog' && HOLDS_VALUES.has(named.name)) {
      this.add('admin', [named.schema, named.name])
    }
  }

  /** `columns` null: all of them. What is not in the catalogue has none that we know. */
  addColumns(verb: Verb, { schema, name, relation }: Named, columns: readonly string[] | null): void {
    if (!relation) return
    const key = `${verb} ${resourceName(this.names.catalogue.database, schema, name)}`
    const known = this.#columns.get(key) ?? new Set<string>()
    this.#columns.set(key, known)
    for (const column of columns ?? relation.columns) if (column !== '') known.add(column)
  }

  /** Columns that are read, of whichever of the relations have one of that name; null: all. */
  readColumns(relations: readonly (Named | null)[], column: string | null): void {
    for (const named of relations) {
      if (!named?.relation || (column !== null && !named.relation.columns.includes(column))) continue
      if (column !== null && this.#changes(named)) this.add('read', [named.schema, named.name])
      this.addColumns('read', named, column === null ? null : [column])
    }
  }

  /** Whether its stored rows are changed, whose columns the statement may compute with. */
  #changes({ schema, name }: Named): boolean {
    const resource = resourceName(this.names.catalogue.database, schema, name)
    return [...this.#operations.values()].some(
      (operation) =>
        operation.resource === resource && (operation.verb === 'update' || operation.verb === 'delete'),
    )
  }

  /** What an alias of the statement may stand for; `excluded` is a row that is not stored. */
  aliased(alias: string): readonly (Named | null)[] {
    return alias === 'excluded' ? [] : (this.#aliases.get(alias) ?? [])
  }

  /**
   * A relation that comes into being. Without a schema it lands in the first of the search_path, which may
   * be that of any relation of the same name, or none of these.
   */
  addNew(relation: RangeVar): void {
    const { schemaname, relname = '', relpersistence } = relation
    if (relpersistence === 't') this.add('define', ['pg_temp', relname])
    else if (schemaname === undefined) this.add('define', ['public', relname])
    if (relpersistence !== 't') this.addRelation('define', relation)
  }

  addAliases(aliases: readonly string[], relation: RangeVar): void {
    for (const alias of aliases) this.addAlias(alias, findRelations(this.names, relation))
  }

  addAlias(alias: string, candidates: readonly (Named | null)[]): void {
    const known = this.#aliases.get(alias)
    if (known) known.push(...candidates)
    else this.#aliases.set(alias, [...candidates])
  }

  /** Whether `alias.column` is sure to be a stored column, whichever of its meanings the alias has. */
  isColumn(alias: string, column: string): boolean {
    const meanings = this.#aliases.get(alias) ?? [null]
    return meanings.every((named) => named?.relation?.columns.includes(column))
  }
}
