import type { GrantStmt, Node } from '@pgsql/types'
import { SYSTEM_SCHEMAS } from '../names'
import { as, type StatementKind } from '../tree'
import type { Effects } from './effects'
import { addObject, addSchema } from './objects'
import type { Readers } from './statements'
import { walk } from './walk'

/** Statements that change who may do what. */
export const PERMISSIONS = {
  GrantStmt: (statement, { effects }) => readGrant(statement, effects),
  GrantRoleStmt({ granted_roles = [], grantee_roles = [] }, { effects }) {
    for (const node of granted_roles) effects.add('grant', ['role', as('AccessPriv', node)?.priv_name ?? '*'])
    for (const node of grantee_roles) addRole(node, effects)
  },
  AlterDefaultPrivilegesStmt: (_, { effects }) => effects.add('grant', ['*', '*']),
  CreateRoleStmt({ role = '', options = [] }, { effects }) {
    effects.add('grant', ['role', role])
    // IN ROLE, ROLE and ADMIN make members of roles that are there
    const named = options.flatMap((node) => as('List', as('DefElem', node)?.arg)?.items ?? [])
    for (const node of named) addRole(node, effects)
  },
  AlterRoleStmt: ({ role }, { effects }) => effects.add('grant', ['role', role?.rolename ?? 'current_user']),
  AlterRoleSetStmt: ({ role }, { effects }) => effects.add('grant', ['role', role?.rolename ?? '*']),
  DropRoleStmt: ({ roles = [] }, { effects }) => {
    for (const node of roles) addRole(node, effects)
  },
  ReassignOwnedStmt: ({ roles = [], newrole }, { effects }) => {
    for (const node of roles) addRole(node, effects)
    effects.add('grant', ['role', newrole?.rolename ?? 'current_user'])
    for (const { schema, name } of effects.names.catalogue.relations)
      if (!SYSTEM_SCHEMAS.has(schema)) effects.add('grant', [schema, name])
  },
  AlterOwnerStmt({ objectType, relation, object }, { effects }) {
    if (relation) effects.addRelation('grant', relation)
    else addObject('grant', objectType, object, effects)
  },
  SecLabelStmt: ({ objtype, object }, { effects }) => addObject('grant', objtype, object, effects),
  CreatePolicyStmt({ table, ...rest }, at) {
    if (table) for (const verb of ['define', 'grant'] as const) at.effects.addRelation(verb, table)
    walk(rest, at)
  },
  AlterPolicyStmt({ table, ...rest }, at) {
    if (table) for (const verb of ['define', 'grant'] as const) at.effects.addRelation(verb, table)
    walk(rest, at)
  },
} satisfies Partial<Readers<StatementKind>>

function readGrant({ targtype, objtype, objects = [] }: GrantStmt, effects: Effects): void {
  for (const object of objects) {
    const relation = as('RangeVar', object)
    const schema = as('String', object)?.sval
    if (relation) effects.addRelation('grant', relation)
    else if (targtype === 'ACL_TARGET_ALL_IN_SCHEMA' && schema) addSchema('grant', schema, effects)
    else addObject('grant', objtype, object, effects)
  }
  if (objects.length === 0) effects.add('grant', ['*', '*'])
}

function addRole(node: Node, effects: Effects): void {
  effects.add('grant', ['role', as('RoleSpec', node)?.rolename ?? 'current_user'])
}
