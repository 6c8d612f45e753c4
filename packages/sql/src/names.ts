import type { RangeVar } from '@pgsql/types'
import type {
  Cast,
  Catalogue,
  CatalogueFunction,
  Dependent,
  ForeignKey,
  OperatorClass,
  Relation,
} from './catalogue'
import { typeNameOf } from './type-name'

/** A relation as a statement names it, found or not. */
export interface Named {
  readonly schema: string
  readonly name: string
  readonly relation: Relation | null
}

/** The schemas of PostgreSQL itself. */
export const SYSTEM_SCHEMAS: ReadonlySet<string> = new Set(['pg_catalog', 'information_schema'])

/** The catalogue by name. */
export interface Names {
  readonly catalogue: Catalogue
  readonly relations: ReadonlyMap<string, readonly Relation[]>
  /** Schemas by the name of a user-defined function. */
  readonly functions: ReadonlyMap<string, readonly string[]>
  /** User-defined functions by name, every overload. */
  readonly overloads: ReadonlyMap<string, readonly CatalogueFunction[]>
  /** What inherits from 'schema.table' or is a partition of it. */
  readonly children: ReadonlyMap<string, readonly Relation[]>
  /** The foreign keys that point at 'schema.table'. */
  readonly referring: ReadonlyMap<string, readonly { readonly table: Relation; readonly key: ForeignKey }[]>
  /** Casts by the type that they make, and those of users' types that need not be asked for by the type that they take. */
  readonly castsTo: ReadonlyMap<string, readonly Cast[]>
  readonly castsFrom: ReadonlyMap<string, readonly Cast[]>
  /** By the type whose values they compare, and by 'schema.table' with such an index. */
  readonly comparing: ReadonlyMap<string, readonly OperatorClass[]>
  readonly indexing: ReadonlyMap<string, readonly OperatorClass[]>
  /** What depends on 'schema.name'. */
  readonly dependents: ReadonlyMap<string, readonly Dependent[]>
  /** 'schema.table' by 'schema.index'. */
  readonly indexes: ReadonlyMap<string, string>
}

const known = new WeakMap<Catalogue, Names>()

export function namesOf(catalogue: Catalogue): Names {
  const names = known.get(catalogue) ?? readNames(catalogue)
  known.set(catalogue, names)
  return names
}

function readNames(catalogue: Catalogue): Names {
  const relations = new Map<string, Relation[]>()
  const children = new Map<string, Relation[]>()
  const referring = new Map<string, { table: Relation; key: ForeignKey }[]>()
  for (const relation of catalogue.relations) {
    push(relations, relation.name, relation)
    for (const parent of relation.parents ?? []) push(children, parent, relation)
    for (const key of relation.foreignKeys ?? []) push(referring, key.references, { table: relation, key })
  }
  const overloads = new Map<string, CatalogueFunction[]>()
  for (const each of catalogue.functions) push(overloads, each.name, each)
  const functions = new Map<string, string[]>()
  for (const { schema, name } of catalogue.functions) {
    if (!functions.get(name)?.includes(schema)) push(functions, name, schema)
  }
  return {
    catalogue,
    relations,
    functions,
    overloads,
    children,
    referring,
    ...readHidden(catalogue),
  }
}

/** What runs without being named. */
function readHidden({ casts = [], operatorClasses = [], dependents: all = [], indexes = [] }: Catalogue) {
  const castsTo = new Map<string, Cast[]>()
  const castsFrom = new Map<string, Cast[]>()
  for (const cast of casts) {
    push(castsTo, cast.target, cast)
    if (!cast.isExplicit && cast.isFromOwn && cast.source) push(castsFrom, cast.source, cast)
  }
  const comparing = new Map<string, OperatorClass[]>()
  const indexing = new Map<string, OperatorClass[]>()
  for (const each of operatorClasses) {
    if (each.isDefault) push(comparing, typeNameOf(each.type), each)
    for (const table of each.tables) push(indexing, table, each)
  }
  const dependents = new Map<string, Dependent[]>()
  for (const each of all) push(dependents, each.object, each)
  return { castsTo, castsFrom, comparing, indexing, dependents, indexes: new Map(indexes) }
}

/**
 * What a name may stand for. Without a schema it is every relation of that name: which one it is depends
 * on a search_path that the client may change.
 */
export function findRelations(
  { relations }: Names,
  { schemaname, relname = '' }: RangeVar,
): readonly Named[] {
  const all = relations.get(relname) ?? []
  const found = schemaname ? all.filter(({ schema }) => isSchema(schema, schemaname)) : all
  if (found.length === 0) return [{ schema: schemaname ?? 'public', name: relname, relation: null }]
  return found.map((relation) => ({ schema: relation.schema, name: relation.name, relation }))
}

/** `pg_temp` is the session's own of the schemas for temporary things, and any of them to us. */
function isSchema(schema: string, named: string): boolean {
  return schema === named || (named === 'pg_temp' && schema.startsWith('pg_temp_'))
}

/** 'schema.table' or 'schema.table.column', as the caller knows them. */
export function plainName(...parts: readonly string[]): string {
  return parts.join('.')
}

/** A resource. A dot inside a name is written %2E, so that no rule takes it for a separator. */
export function resourceName(...parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll('.', '%2E')).join('.')
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
