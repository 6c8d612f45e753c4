import type { Node, RangeVar } from '@pgsql/types'
import type { Verb } from '@sallyport/core'
import type { CatalogueFunction, Relation } from '../catalogue'
import { bodyOf, expressionOf, parseText } from '../functions/bodies'
import { addColumnNotation, addFunctionNamed } from '../functions/calls'
import { isOfHarmlessExtension } from '../functions/extensions'
import { isFollowed, treeOf } from '../lineage/views'
import { findRelations, type Named, plainName } from '../names'
import { as } from '../tree'
import { addColumns } from './columns'
import { Effects } from './effects'
import { reachRow, reachSignature } from './reach-types'
import { walk } from './walk'

/** A function of a user's: what is in its body happens. What cannot be read is `unknown`. */
export function reachFunction(fn: CatalogueFunction, effects: Effects): void {
  effects.dependOn(fn)
  if (isOfHarmlessExtension(fn) || isConstructor(fn)) return
  const { schema, name, language, kind, support, defaults } = fn
  effects.add('execute', [schema, name])
  if (language === undefined) return effects.noteCode() // a catalogue that tells names only
  if (!effects.enter(`function ${String(fn.oid)} ${schema}.${name}`)) return
  if (kind === 'aggregate' && support) {
    return reach(effects, [schema, name], (inside) => {
      for (const each of support) addFunctionNamed(each, inside)
    })
  }
  reachExpressions(effects, [schema, name], [defaults])
  reachSignature(`${fn.arguments ?? ''} ${fn.returns ?? ''}`, effects)
  const trees = bodyOf(fn)
  if (!trees) return effects.addCode('unknown', [schema, name])
  reachTrees(effects, [schema, name], trees)
}

/** What makes a range of its bounds comes with its type. */
function isConstructor({ language, body }: CatalogueFunction): boolean {
  return language === 'internal' && /^(multi)?range_constructor[0-3]$/.test(body ?? '')
}

/** Functions that run whenever something is defined, dropped or granted. */
export function reachEventTriggers(effects: Effects): void {
  for (const each of effects.names.catalogue.eventTriggers ?? []) {
    reach(effects, ['event-trigger', each], (inside) => addFunctionNamed(each, inside))
  }
}

/** What reading or writing a relation sets off. */
export function reachRelation(verb: Verb, { relation }: Named, effects: Effects): void {
  if (!relation || relation.schema === 'pg_catalog' || relation.schema === 'information_schema') return
  const kind = verb === 'read' ? 'read' : WRITES.get(verb)
  if (!kind || !effects.enter(`${kind} ${relation.schema}.${relation.name}`)) return
  const at = [relation.schema, relation.name]
  if (relation.server)
    reach(effects, at, (inside) => inside.add('execute', ['foreign-server', relation.server ?? '']))
  if (relation.hasRowSecurity) {
    reachExpressions(
      effects,
      at,
      (relation.policies ?? []).flatMap(({ using, check }) => [using, check]),
    )
  }
  reachRow(relation, kind !== 'read', effects)
  reachChildren(verb, relation, effects)
  if (kind === 'read' && relation.variety === 'materialised') return
  if (kind === 'read') reachView(relation, effects)
  else reachWrite(kind, relation, effects)
}

type Write = 'insert' | 'update' | 'delete'
const WRITES: ReadonlyMap<Verb, Write> = new Map([
  ['insert', 'insert'],
  ['update', 'update'],
  ['delete', 'delete'],
])

/** What is done to a table is done to its partitions and to those that inherit from it. */
function reachChildren(verb: Verb, { schema, name }: Relation, effects: Effects): void {
  for (const child of effects.names.children.get(plainName(schema, name)) ?? []) {
    reach(effects, [schema, name], (inside) => inside.addNamed(verb, { ...child, relation: child }), true)
  }
}

function reachView(relation: Relation, effects: Effects): void {
  if (!isFollowed(relation)) return
  const { schema, name } = relation
  const tree = treeOf(relation, effects.names)
  if (tree) reachTrees(effects, [schema, name], [tree])
  else effects.addCode('unknown', [schema, name])
}

/** A materialised view's query runs when it is refreshed, and not when it is read. */
export function reachRefresh(view: RangeVar, effects: Effects): void {
  for (const named of findRelations(effects.names, view)) {
    effects.enter(`update ${named.schema}.${named.name}`) // no write that sets anything off
    effects.addNamed('update', named)
    if (named.relation) reachView(named.relation, effects)
  }
}

function reachWrite(kind: Write, relation: Relation, effects: Effects): void {
  const { schema, name, triggers = [], rules = [], details = [], expressions = [] } = relation
  const at = [schema, name]
  for (const { function: called, events, isEnabled, when } of triggers) {
    // TRUNCATE is `delete` to us
    const isSetOff =
      events?.some((event) => event === kind || (kind === 'delete' && event === 'truncate')) ?? true
    if (!isEnabled || !isSetOff) continue
    reach(effects, at, (inside) => addFunctionNamed(called, inside))
    reachExpressions(effects, at, [when])
  }
  for (const text of rules) reachRule(kind, text, relation, effects)
  if (isFollowed(relation)) reachView(relation, effects) // an updatable view
  if (isFollowed(relation) && rules.length === 0) reachBehind(kind, relation, effects)
  if (kind === 'delete' || kind === 'update') reachReferring(kind, relation, effects)
  if (kind === 'delete') return
  reachExpressions(effects, at, expressions)
  reachExpressions(
    effects,
    at,
    details.map((detail) => detail.default),
  )
}

/** Writing to a simple view writes to its table. */
function reachBehind(kind: Write, relation: Relation, effects: Effects): void {
  const select = as('SelectStmt', treeOf(relation, effects.names) ?? undefined)
  for (const node of select?.fromClause ?? []) {
    const table = as('RangeVar', node)
    if (table)
      reach(effects, [relation.schema, relation.name], (inside) => inside.addRelation(kind, table), true)
  }
}

function reachRule(kind: Write, text: string, { schema, name }: Relation, effects: Effects): void {
  const rule = as('RuleStmt', parseText(text)?.[0])
  if (!rule) return effects.addCode('unknown', [schema, name])
  if (rule.event !== `CMD_${kind.toUpperCase()}`) return
  reachTrees(
    effects,
    [schema, name],
    [...(rule.actions ?? []), ...(rule.whereClause ? [rule.whereClause] : [])],
  )
}

/** Foreign keys that carry a change on: CASCADE, SET NULL, SET DEFAULT. */
function reachReferring(kind: 'update' | 'delete', { schema, name }: Relation, effects: Effects): void {
  for (const { table, key } of effects.names.referring.get(plainName(schema, name)) ?? []) {
    const action = (kind === 'delete' ? key.onDelete : key.onUpdate) ?? 'a'
    if (action === 'a' || action === 'r') continue
    const verb = kind === 'delete' && action === 'c' ? 'delete' : 'update'
    reach(effects, [schema, name], (inside) => {
      inside.addNamed(verb, { ...table, relation: table })
      if (verb === 'update') inside.addColumns(verb, { ...table, relation: table }, key.columns)
    })
  }
}

export function reachExpressions(
  effects: Effects,
  at: readonly string[],
  texts: readonly (string | null | undefined)[],
): void {
  for (const text of texts) {
    if (!text) continue
    const tree = expressionOf(text)
    if (tree) reachTrees(effects, at, [tree])
    else effects.addCode('unknown', at)
  }
}

function reachTrees(effects: Effects, at: readonly string[], trees: readonly Node[]): void {
  reach(effects, at, (inside) => readTrees(trees, inside))
}

/** All that trees of one scope do. */
export function readTrees(trees: readonly Node[], effects: Effects): void {
  const at = { effects, ctes: null, notations: [] }
  walk(trees, at)
  for (const notation of at.notations) addColumnNotation(notation, effects)
  addColumns(at.notations, effects)
}

/** `isPart`: it is the same thing under another name, and asks for no rule of its own. */
export function reach(
  effects: Effects,
  at: readonly string[],
  read: (inside: Effects) => void,
  isPart = false,
): void {
  const inside = effects.through(at, isPart)
  read(inside)
  effects.absorb(inside)
}
