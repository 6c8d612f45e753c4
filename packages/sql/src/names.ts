import type { RangeVar } from '@pgsql/types'
import type { Catalogue, Relation } from './catalogue'

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
}

const known = new WeakMap<Catalogue, Names>()

export function namesOf(catalogue: Catalogue): Names {
  const names = known.get(catalogue) ?? readNames(catalogue)
  known.set(catalogue, names)
  return names
}

function readNames(catalogue: Catalogue): Names {
  const relations = new Map<string, Relation[]>()
  for (const relation of catalogue.relations) push(relations, relation.name, relation)
  const functions = new Map<string, string[]>()
  for (const { schema, name } of catalogue.functions) {
    if (!functions.get(name)?.includes(schema)) push(functions, name, schema)
  }
  return { catalogue, relations, functions }
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
  const found = schemaname ? all.filter(({ schema }) => schema === schemaname) : all
  if (found.length === 0) return [{ schema: schemaname ?? 'public', name: relname, relation: null }]
  return found.map((relation) => ({ schema: relation.schema, name: relation.name, relation }))
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
