import { SallyportError } from '@sallyport/core'
import type { Catalogue, Relation } from '../catalogue'
import { HOLDS_VALUES } from '../holds-values'
import { type Named, type Names, plainName, SYSTEM_SCHEMAS } from '../names'
import { exceedsLimits } from '../parser/limits'
import { type ParsedStatement, parse } from '../parser/parse'
import { columnsOfQuery } from './query'
import { Reading, TooMuch } from './reading'
import { type Column, rename } from './scope'

interface Known {
  readonly columns: Map<Relation, readonly Column[]>
  readonly trees: Map<Relation, ParsedStatement | null>
}

/** A view is read once per catalogue. */
const known = new WeakMap<Catalogue, Known>()

function knownOf({ catalogue }: Names): Known {
  const found = known.get(catalogue) ?? { columns: new Map(), trees: new Map() }
  known.set(catalogue, found)
  return found
}

/** The columns of a relation, a view's traced to the stored ones; null when it is not in the catalogue. */
export function columnsOfRelation({ relation }: Named, { names }: Reading): readonly Column[] | null {
  if (!relation) return null
  const { columns } = knownOf(names)
  const found = columns.get(relation)
  if (found) return found
  const stored = storedColumns(relation)
  if (!isFollowed(relation)) {
    columns.set(relation, stored)
    return stored
  }
  const untold = stored.map(({ name }) => ({ name, sources: null, direct: false }))
  columns.set(relation, untold) // what a view says of itself while it is being read
  const read = readView(relation, names)
  const traced =
    read?.length === stored.length
      ? rename(
          read,
          stored.map(({ name }) => name),
        )
      : untold
  columns.set(relation, traced)
  return traced
}

/** The system's own views stand for themselves: their columns are not anybody's data. */
export function isFollowed({ schema, definition }: Relation): boolean {
  return definition !== null && !SYSTEM_SCHEMAS.has(schema)
}

function storedColumns({ schema, name, columns }: Relation): readonly Column[] {
  const isOpaque = schema === 'pg_catalog' && HOLDS_VALUES.has(name)
  return columns.flatMap((column) => {
    if (column === '') return []
    return isOpaque
      ? { name: column, sources: null, direct: false }
      : { name: column, sources: [plainName(schema, name, column)], direct: true }
  })
}

function readView(relation: Relation, names: Names): readonly Column[] | null {
  const tree = treeOf(relation, names)
  try {
    return tree && columnsOfQuery(tree, null, new Reading(names))
  } catch (error) {
    if (error instanceof TooMuch || error instanceof RangeError) return null
    throw error
  }
}

/** The query that a view stands for. */
export function treeOf(relation: Relation, names: Names): ParsedStatement | null {
  const { trees } = knownOf(names)
  const found = trees.get(relation)
  if (found !== undefined) return found
  const tree = parseDefinition(relation.definition ?? '')
  trees.set(relation, tree)
  return tree
}

/** The server wrote the definition, yet a newer server may write what our grammar does not know. */
function parseDefinition(definition: string): ParsedStatement | null {
  if (exceedsLimits(definition) !== null) return null
  try {
    return parse(definition)?.[0] ?? null
  } catch (error) {
    if (error instanceof SallyportError && error.code === 'SYNTAX_ERROR') return null
    throw error
  }
}
