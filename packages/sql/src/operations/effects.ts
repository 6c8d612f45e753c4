import type { RangeVar } from '@pgsql/types'
import type { Condition, Operation, Verb } from '@sallyport/core'
import { HOLDS_VALUES } from '../holds-values'
import { findRelations, type Named, type Names, plainName, resourceName } from '../names'

/** What a statement was found to do so far. */
export class Effects {
  readonly names: Names
  readonly #operations = new Map<string, Operation>()
  readonly #relations = new Map<string, Named>()
  /** What each alias of the statement may stand for; null: something that is not a relation. */
  readonly #aliases = new Map<string, (Named | null)[]>()
  #runsCode = false

  constructor(names: Names) {
    this.names = names
  }

  get operations(): readonly Operation[] {
    return [...this.#operations.values()]
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
    if (!this.#operations.has(key)) this.#operations.set(key, { verb, resource, conditions })
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

  addNamed(verb: Verb, named: Named, conditions: readonly Condition[] = []): void {
    if (verb === 'read' && !named.relation) this.#runsCode = true // made since: it may be a view of anything
    this.#relations.set(plainName(named.schema, named.name), named)
    this.add(verb, [named.schema, named.name], conditions)
    if (verb === 'read' && named.schema === 'pg_catalog' && HOLDS_VALUES.has(named.name)) {
      this.add('admin', [named.schema, named.name])
    }
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
