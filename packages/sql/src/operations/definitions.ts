import type { Node, ObjectType, RangeVar, TypeName } from '@pgsql/types'
import { as, type StatementKind, words } from '../tree'
import { addDependents } from './dependents'
import { addIndexed, addNames, addObject, addSchema, kindWord, schemasOf } from './objects'
import { reachRefresh } from './reach'
import type { Readers } from './statements'
import { type Walk, walk } from './walk'

/** Statements that change what exists. The rest of such a statement is read like any other part of a tree. */
export const DEFINITIONS = {
  CreateStmt({ relation, inhRelations = [], ...rest }, at) {
    // what is read of a parent is read of its children, too
    for (const node of inhRelations) at.effects.addRelation('define', as('RangeVar', node) ?? {})
    create(relation, [inhRelations, rest], at)
  },
  CreateSeqStmt({ sequence, ...rest }, at) {
    addOwner(rest.options, at)
    create(sequence, rest, at)
  },
  AlterSeqStmt({ sequence, ...rest }, at) {
    addOwner(rest.options, at)
    define(sequence, rest, at)
  },
  ViewStmt: ({ view, ...rest }, at) => create(view, rest, at),
  IndexStmt: ({ relation, ...rest }, at) => define(relation, rest, at),
  CompositeTypeStmt: ({ typevar, ...rest }, at) => create(typevar, rest, at),
  RuleStmt: ({ relation, ...rest }, at) => define(relation, rest, at),
  CreateTrigStmt: ({ relation, ...rest }, at) => define(relation, rest, at),
  RefreshMatViewStmt: ({ relation }, { effects }) => reachRefresh(relation ?? {}, effects),
  CreateTableAsStmt: ({ into, ...rest }, at) => create(into?.rel, rest, at),
  CreateSchemaStmt({ schemaname, authrole, schemaElts }, { effects, ctes, notations }) {
    const schema = schemaname ?? authrole?.rolename ?? 'current_user'
    effects.add('define', [schema, '*'])
    if (authrole) effects.add('grant', [schema, '*'])
    walk(schemaElts, { effects, ctes, notations })
  },

  AlterTableStmt({ relation, objtype, cmds = [] }, at) {
    if (relation) at.effects.addRelation('define', relation)
    if (relation && objtype === 'OBJECT_INDEX') addIndexed(relation, at.effects)
    for (const node of cmds) {
      const command = as('AlterTableCmd', node)
      const attached = as('PartitionCmd', command?.def)
      const partition = attached?.name
      const parent = as('RangeVar', command?.def)
      for (const other of [partition, parent]) if (other) at.effects.addRelation('define', other)
      if (command?.subtype === 'AT_DropColumn' && relation) at.effects.addRelation('drop', relation)
      if (command?.behavior === 'DROP_CASCADE' && relation) addDependents(at.effects, true, relation)
      if (command?.newowner && relation) at.effects.addRelation('grant', relation)
      if (command?.subtype && SECURITY.test(command.subtype) && relation)
        at.effects.addRelation('grant', relation)
      walk(attached ? attached.bound : !parent && command, at)
    }
    if (objtype === undefined) at.effects.add('unknown', ['statement', 'AlterTableStmt'])
  },

  CreateFunctionStmt({ funcname, ...rest }, at) {
    if (isDefiner(rest.options)) at.effects.add('grant', functionResource(funcname))
    const [name = '', schema] = words(funcname).toReversed()
    const schemas =
      schema === undefined ? ['public', ...(at.effects.names.functions.get(name) ?? [])] : [schema]
    for (const each of schemas) at.effects.add('define', [each, name])
    walk(rest, at)
  },
  AlterFunctionStmt: ({ objtype, func, actions }, at) => {
    const object = func && { ObjectWithArgs: func }
    addObject('define', objtype, object, at.effects)
    if (isDefiner(actions)) addObject('grant', objtype, object, at.effects)
    walk(actions, at)
  },

  DefineStmt: ({ kind, defnames = [], ...rest }, at) => {
    addObject('define', kind, { List: { items: defnames } }, at.effects)
    walk(rest, at)
  },
  CreateDomainStmt: ({ domainname, ...rest }, at) => named(domainname, rest, at),
  AlterDomainStmt: ({ typeName, ...rest }, at) => named(typeName, rest, at),
  CreateEnumStmt: ({ typeName }, at) => named(typeName, [], at),
  AlterEnumStmt: ({ typeName }, at) => named(typeName, [], at),
  CreateRangeStmt: ({ typeName, params }, at) => named(typeName, params, at),
  AlterTypeStmt: ({ typeName, options }, at) => named(typeName, options, at),
  AlterCollationStmt: ({ collname }, at) => named(collname, [], at),
  CreateConversionStmt: ({ conversion_name, func_name }, at) =>
    named(conversion_name, { funcname: func_name }, at),
  CreateOpClassStmt: ({ opclassname, ...rest }, at) => named(opclassname, rest, at),
  CreateOpFamilyStmt: ({ opfamilyname }, at) => named(opfamilyname, [], at),
  AlterOpFamilyStmt: ({ opfamilyname, ...rest }, at) => named(opfamilyname, rest, at),
  AlterOperatorStmt: ({ opername, ...rest }, at) => named(opername?.objname, rest, at),
  AlterTSDictionaryStmt: ({ dictname }, at) => named(dictname, [], at),
  AlterTSConfigurationStmt: ({ cfgname }, at) => named(cfgname, [], at),
  AlterStatsStmt: ({ defnames }, at) => named(defnames, [], at),
  CreateStatsStmt: ({ defnames, relations, ...rest }, at) => {
    if (defnames) named(defnames, [], at)
    for (const node of relations ?? []) at.effects.addRelation('define', as('RangeVar', node) ?? {})
    walk(rest, at)
  },
  CreateCastStmt: ({ sourcetype, targettype, func }, at) => {
    for (const type of [sourcetype, targettype]) typed(type, at)
    walk({ funcname: func?.objname }, at)
  },
  CreateTransformStmt: ({ type_name, fromsql, tosql }, at) => {
    typed(type_name, at)
    walk([{ funcname: fromsql?.objname }, { funcname: tosql?.objname }], at)
  },

  RenameStmt({ renameType, relationType, relation, object, subname = '', newname = '' }, { effects }) {
    if (relation) {
      effects.addRelation('define', relation)
      if (renameType === 'OBJECT_INDEX') addIndexed(relation, effects)
      const isWhole = renameType === relationType || relationType === undefined || isRelation(renameType)
      if (isWhole)
        addNames('define', relation.schemaname ? [relation.schemaname, newname] : [newname], effects)
      return
    }
    const type = renameType === 'OBJECT_DOMCONSTRAINT' ? 'OBJECT_DOMAIN' : renameType
    const kind = kindWord(type)
    if (kind) {
      const verb = type === 'OBJECT_ROLE' ? 'grant' : 'admin'
      if (object) addObject(verb, type, object, effects)
      else effects.add(verb, [kind, subname])
      return effects.add(verb, [kind, newname])
    }
    if (type === 'OBJECT_SCHEMA') {
      for (const name of [subname, newname]) addSchema('define', name, effects)
      return
    }
    addObject('define', type, object, effects)
    for (const schema of schemasOf(object, effects)) effects.add('define', [schema, newname])
  },
  AlterObjectSchemaStmt({ objectType, relation, object, newschema = '' }, { effects }) {
    if (objectType === 'OBJECT_EXTENSION') addObject('admin', objectType, object, effects)
    effects.add('define', [newschema, relation?.relname ?? '*'])
    if (relation) effects.addRelation('define', relation)
    else addObject('define', objectType, object, effects)
  },
  AlterObjectDependsStmt({ objectType, relation, object }, { effects }) {
    if (relation) effects.addRelation('define', relation)
    else addObject('define', objectType, object, effects)
  },
  CommentStmt: ({ objtype, object }, { effects }) => addObject('define', objtype, object, effects),
  DropStmt({ removeType, objects = [], behavior }, { effects }) {
    for (const object of objects)
      addObject(DROPPED_AS[removeType ?? ''] ?? 'drop', removeType, object, effects)
    addDependents(effects, behavior === 'DROP_CASCADE')
  },
} satisfies Partial<Readers<StatementKind>>

/** Dropping these is more than dropping an object of the database. */
const DROPPED_AS: Readonly<Record<string, 'admin' | 'grant'>> = {
  OBJECT_ACCESS_METHOD: 'admin',
  OBJECT_EVENT_TRIGGER: 'admin',
  OBJECT_EXTENSION: 'admin',
  OBJECT_FDW: 'admin',
  OBJECT_FOREIGN_SERVER: 'admin',
  OBJECT_LANGUAGE: 'admin',
  OBJECT_POLICY: 'grant',
  OBJECT_PUBLICATION: 'admin',
}

/** ALTER TABLE commands that change who sees which rows, or whether triggers and rules run. */
const SECURITY = /RowSecurity|EnableTrig|DisableTrig|EnableRule|DisableRule|EnableAlwaysTrig|EnableReplica/

function define(relation: RangeVar | undefined, rest: unknown, at: Walk): void {
  at.effects.addRelation('define', relation ?? {})
  walk(rest, at)
}

function create(relation: RangeVar | undefined, rest: unknown, at: Walk): void {
  at.effects.addNew(relation ?? {})
  walk(rest, at)
}

/** OWNED BY: the column's table gets a part. */
function addOwner(options: readonly Node[] | undefined, { effects }: Walk): void {
  for (const node of options ?? []) {
    const { defname, arg } = as('DefElem', node) ?? {}
    const names = defname === 'owned_by' ? words(as('List', arg)?.items).slice(0, -1) : []
    if (names.length > 0) addNames('define', names, effects)
  }
}

/** SECURITY DEFINER lends its owner's rights to whoever calls it; INVOKER takes them back, which is no less a change. */
function isDefiner(options: readonly Node[] | undefined): boolean {
  return (options ?? []).some((node) => as('DefElem', node)?.defname === 'security')
}

function functionResource(names: readonly Node[] | undefined): readonly string[] {
  const [name = '', schema = 'public'] = words(names).toReversed()
  return [schema, name]
}

function named(names: readonly Node[] | undefined, rest: unknown, at: Walk): void {
  addObject('define', 'OBJECT_TYPE', { List: { items: [...(names ?? [])] } }, at.effects)
  walk(rest, at)
}

function typed(type: TypeName | undefined, { effects }: Walk): void {
  if (type) addObject('define', 'OBJECT_TYPE', { TypeName: type }, effects)
}

function isRelation(type: ObjectType | undefined): boolean {
  return (
    type !== undefined && ['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_INDEX'].includes(type)
  )
}
