import type { Node, ObjectType, RangeVar, TypeName } from '@pgsql/types'
import { as, type StatementKind, words } from '../tree'
import { addNames, addObject, addSchema } from './objects'
import { reachRefresh } from './reach'
import type { Readers } from './statements'
import { type Walk, walk } from './walk'

/** Statements that change what exists. The rest of such a statement is read like any other part of a tree. */
export const DEFINITIONS = {
  CreateStmt: ({ relation, ...rest }, at) => create(relation, rest, at),
  CreateSeqStmt: ({ sequence, ...rest }, at) => create(sequence, rest, at),
  AlterSeqStmt: ({ sequence, ...rest }, at) => define(sequence, rest, at),
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
    for (const node of cmds) {
      const command = as('AlterTableCmd', node)
      const attached = as('PartitionCmd', command?.def)
      const partition = attached?.name
      const parent = as('RangeVar', command?.def)
      for (const other of [partition, parent]) if (other) at.effects.addRelation('define', other)
      if (command?.subtype === 'AT_DropColumn' && relation) at.effects.addRelation('drop', relation)
      if (command?.newowner && relation) at.effects.addRelation('grant', relation)
      if (command?.subtype && SECURITY.test(command.subtype) && relation)
        at.effects.addRelation('grant', relation)
      walk(attached ? attached.bound : !parent && command, at)
    }
    if (objtype === undefined) at.effects.add('unknown', ['statement', 'AlterTableStmt'])
  },

  CreateFunctionStmt({ funcname, ...rest }, at) {
    const [name = '', schema] = words(funcname).toReversed()
    const schemas =
      schema === undefined ? ['public', ...(at.effects.names.functions.get(name) ?? [])] : [schema]
    for (const each of schemas) at.effects.add('define', [each, name])
    walk(rest, at)
  },
  AlterFunctionStmt: ({ objtype, func, actions }, at) => {
    addObject('define', objtype, func && { ObjectWithArgs: func }, at.effects)
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

  RenameStmt({ renameType, relationType, relation, object, newname = '' }, { effects }) {
    if (relation) {
      effects.addRelation('define', relation)
      const isWhole = renameType === relationType || relationType === undefined || isRelation(renameType)
      if (isWhole)
        addNames('define', relation.schemaname ? [relation.schemaname, newname] : [newname], effects)
      return
    }
    const type = renameType === 'OBJECT_DOMCONSTRAINT' ? 'OBJECT_DOMAIN' : renameType
    if (type === 'OBJECT_ROLE' || type === 'OBJECT_DATABASE') {
      return effects.add(type === 'OBJECT_ROLE' ? 'grant' : 'admin', [
        type === 'OBJECT_ROLE' ? 'role' : 'database',
        newname,
      ])
    }
    if (type === 'OBJECT_SCHEMA') addSchema('define', newname, effects)
    addObject('define', type, object, effects)
  },
  AlterObjectSchemaStmt({ objectType, relation, object, newschema = '' }, { effects }) {
    effects.add('define', [newschema, relation?.relname ?? '*'])
    if (relation) effects.addRelation('define', relation)
    else addObject('define', objectType, object, effects)
  },
  AlterObjectDependsStmt({ objectType, relation, object }, { effects }) {
    if (relation) effects.addRelation('define', relation)
    else addObject('define', objectType, object, effects)
  },
  CommentStmt: ({ objtype, object }, { effects }) => addObject('define', objtype, object, effects),
  DropStmt({ removeType, objects = [] }, { effects }) {
    for (const object of objects)
      addObject(DROPPED_AS[removeType ?? ''] ?? 'drop', removeType, object, effects)
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
