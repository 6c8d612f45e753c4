import type { Catalogue, Relation } from '../catalogue'
import { type Named, type Names, plainName, SYSTEM_SCHEMAS } from '../names'
import { Effects } from '../operations/effects'
import { walk } from '../operations/walk'
import { isFollowed, treeOf } from './views'

interface Known {
  /** 'schema.table' of every relation that is not the system's. */
  readonly all: readonly string[]
  /** What a view stands for. */
  readonly behind: Map<Relation, readonly string[]>
}

const known = new WeakMap<Catalogue, Known>()

function knownOf({ catalogue }: Names): Known {
  const found = known.get(catalogue)
  if (found) return found
  const own = catalogue.relations.filter(({ schema }) => !SYSTEM_SCHEMAS.has(schema))
  const made = { all: own.map(({ schema, name }) => plainName(schema, name)), behind: new Map() }
  known.set(catalogue, made)
  return made
}

/** All that a statement could read when nothing else is known of it. */
export function everything(names: Names): readonly string[] {
  return knownOf(names).all
}

/** What was touched, with the tables that views stand for. Code that is not known here may read anything. */
export function relationsOf(effects: Effects): readonly string[] {
  const { names, relations, runsCode } = effects
  const found = relations.flatMap((named) => relationsBehind(named, names))
  return [...new Set(runsCode ? [...found, ...everything(names)] : found)]
}

function relationsBehind({ schema, name, relation }: Named, names: Names): readonly string[] {
  const own = plainName(schema, name)
  if (!relation || !isFollowed(relation)) return [own]
  const { behind } = knownOf(names)
  const found = behind.get(relation)
  if (found) return found
  behind.set(relation, [own]) // what a view that reads itself sees of itself
  const tree = treeOf(relation, names)
  const effects = new Effects(names)
  walk(tree, { effects, ctes: null, notations: [] })
  const all = [...new Set([own, ...(tree ? relationsOf(effects) : everything(names))])]
  behind.set(relation, all)
  return all
}
