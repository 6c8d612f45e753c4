import type { Node, ObjectType, RangeVar } from '@pgsql/types'
import type { Verb } from '@sallyport/core'
import { as, words } from '../tree'
import type { Effects } from './effects'

/** What stands in no schema is named by its kind instead: `shop.role.boss`. */
const KINDS: Partial<Record<ObjectType, string>> = {
  OBJECT_ACCESS_METHOD: 'access-method',
  OBJECT_DATABASE: 'database',
  OBJECT_EVENT_TRIGGER: 'event-trigger',
  OBJECT_EXTENSION: 'extension',
  OBJECT_FDW: 'foreign-data-wrapper',
  OBJECT_FOREIGN_SERVER: 'foreign-server',
  OBJECT_LANGUAGE: 'language',
  OBJECT_LARGEOBJECT: 'large-object',
  OBJECT_PARAMETER_ACL: 'setting',
  OBJECT_PUBLICATION: 'publication',
  OBJECT_ROLE: 'role',
  OBJECT_SUBSCRIPTION: 'subscription',
  OBJECT_TABLESPACE: 'tablespace',
}

/** The word for what stands in no schema. */
export function kindWord(type: ObjectType | undefined): string | undefined {
  return type && KINDS[type]
}

const RELATIONS = new Set<ObjectType>([
  'OBJECT_FOREIGN_TABLE',
  'OBJECT_INDEX',
  'OBJECT_MATVIEW',
  'OBJECT_SEQUENCE',
  'OBJECT_TABLE',
  'OBJECT_VIEW',
])

/** Named as `relation.member`: the relation is what changes. */
const MEMBERS = new Set<ObjectType>([
  'OBJECT_COLUMN',
  'OBJECT_POLICY',
  'OBJECT_RULE',
  'OBJECT_TABCONSTRAINT',
  'OBJECT_TRIGGER',
])

/** Adds `verb` on an object of DDL, however the grammar wrote its name. */
export function addObject(
  verb: Verb,
  type: ObjectType | undefined,
  node: Node | undefined,
  effects: Effects,
): void {
  const names = objectNames(node)
  const [name = ''] = names.toReversed()
  const kind = type && KINDS[type]
  if (kind) return effects.add(verb, [kind, name])
  if (type === 'OBJECT_SCHEMA') return addSchema(verb, name, effects)
  if (type && MEMBERS.has(type)) return addNames(verb, names.slice(0, -1), effects)
  if (type === 'OBJECT_INDEX') addIndexed(relationOf(names), effects)
  if (type && RELATIONS.has(type)) return addNames(verb, names, effects)
  for (const schema of schemasOf(node, effects)) effects.add(verb, [schema, name])
}

/** The schemas that a name without one may be in. */
export function schemasOf(node: Node | undefined, effects: Effects): readonly string[] {
  const [name = '', schema] = objectNames(node).toReversed()
  return schema === undefined ? functionSchemas(name, effects) : [schema]
}

/** An index is a part of its table, which is what rules name. */
export function addIndexed({ schemaname: schema, relname: name = '' }: RangeVar, effects: Effects): void {
  for (const [own, table] of effects.names.indexes) {
    const isMeant = schema === undefined ? own.endsWith(`.${name}`) : own === `${schema}.${name}`
    if (!isMeant) continue
    const dot = table.indexOf('.')
    effects.add('define', [table.slice(0, dot), table.slice(dot + 1)])
  }
}

/** A relation by its dotted name. */
export function addNames(verb: Verb, names: readonly string[], effects: Effects): void {
  effects.addRelation(verb, relationOf(names))
}

function relationOf(names: readonly string[]): RangeVar {
  const [relname = '', schemaname] = names.toReversed()
  return schemaname === undefined ? { relname } : { schemaname, relname }
}

/** A schema, and every relation in it: what is done to the one is done to the others. */
export function addSchema(verb: Verb, schema: string, effects: Effects): void {
  effects.add(verb, [schema, '*'])
  const { relations, functions, domains = [], composites = [] } = effects.names.catalogue
  for (const list of [relations, functions, domains, composites]) {
    for (const { schema: own, name } of list) if (own === schema) effects.add(verb, [schema, name])
  }
}

function functionSchemas(name: string, { names }: Effects): readonly string[] {
  return names.functions.get(name) ?? ['public']
}

/** A name is a word, a list of words, a type's name or a function's with its arguments. */
function objectNames(node: Node | undefined): readonly string[] {
  const word = as('String', node)?.sval ?? numberOf(node)
  if (word !== undefined) return [word]
  const list = as('List', node)?.items
  if (list) return list.length === 1 || words(list).length > 0 ? words(list) : list.flatMap(objectNames)
  const type = as('TypeName', node)
  if (type) return words(type.names)
  return words(as('ObjectWithArgs', node)?.objname)
}

/** Large objects are named by number. */
function numberOf(node: Node | undefined): string | undefined {
  const integer = as('Integer', node)
  if (integer) return String(integer.ival ?? 0)
  return as('Float', node)?.fval
}
