import type { AnalysedStatement } from '../analysis'
import type { Catalogue } from '../catalogue'
import { plainName } from '../names'
import { Guard } from './guard'
import type { SourceMasks } from './masks'

const guards = new WeakMap<Catalogue, WeakMap<SourceMasks, Guard>>()

/** One per catalogue and masks: what it works out is kept. */
export function guardOf(catalogue: Catalogue, masks: SourceMasks): Guard {
  const byMasks = guards.get(catalogue) ?? new WeakMap<SourceMasks, Guard>()
  guards.set(catalogue, byMasks)
  const guard = byMasks.get(masks) ?? new Guard(catalogue, masks)
  byMasks.set(masks, guard)
  return guard
}

/**
 * Whether an analysis shows already that there is nothing to rewrite: queries that only read relations without
 * masks. It spares most statements a second parse.
 */
export function readsOnlyPlain(
  statements: readonly AnalysedStatement[],
  catalogue: Catalogue,
  masks: SourceMasks,
): boolean {
  return statements.every(({ kind }) => kind === 'SelectStmt') && usesOnlyPlain(statements, catalogue, masks)
}

/** The same of queries and of changes that say themselves all that they do. */
export function changesOnlyPlain(
  statements: readonly AnalysedStatement[],
  catalogue: Catalogue,
  masks: SourceMasks,
): boolean {
  const areTold = statements.every(
    ({ kind, operations }) => PLAIN_KINDS.has(kind) && operations.every(({ via }) => via === undefined),
  )
  return areTold && usesOnlyPlain(statements, catalogue, masks)
}

const PLAIN_KINDS = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt'])
const PLAIN_VERBS = new Set(['read', 'insert', 'update', 'delete'])

function usesOnlyPlain(
  statements: readonly AnalysedStatement[],
  catalogue: Catalogue,
  masks: SourceMasks,
): boolean {
  const guard = guardOf(catalogue, masks)
  return statements.every(
    ({ kind, operations, relations }) =>
      operations.every(
        ({ verb, resource }) =>
          (kind === 'SelectStmt' ? verb === 'read' : PLAIN_VERBS.has(verb)) ||
          (verb === 'session' && resource.endsWith(`.statement.${kind}`)),
      ) && relations.every((name) => guard.isPlain(name)),
  )
}

/**
 * The relations with masks that an error of a change may speak of: foreign keys and triggers lead there from
 * what is changed ('schema.table').
 */
export function linkedToMasked(
  changed: readonly string[],
  catalogue: Catalogue,
  masks: SourceMasks,
): readonly string[] {
  const guard = guardOf(catalogue, masks)
  const links = new Map<string, Set<string>>()
  const link = (left: string, right: string) => {
    links.set(left, (links.get(left) ?? new Set()).add(right))
    links.set(right, (links.get(right) ?? new Set()).add(left))
  }
  for (const { schema, name, foreignKeys = [], parents = [] } of catalogue.relations) {
    for (const { references } of foreignKeys) link(plainName(schema, name), references)
    for (const parent of parents) link(plainName(schema, name), parent)
  }
  const reached = new Set(changed)
  for (const from of reached) for (const to of links.get(from) ?? []) reached.add(to)
  return [...reached].filter((name) => !guard.isPlain(name) || guard.hasTriggers(name))
}
