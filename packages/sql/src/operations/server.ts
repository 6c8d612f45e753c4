import type { Node, RangeVar } from '@pgsql/types'
import { SYSTEM_SCHEMAS } from '../names'
import { as, type StatementKind } from '../tree'
import { addIndexed } from './objects'
import type { Readers } from './statements'
import { walk } from './walk'

/** Statements that reach beyond the database's own objects: the server, its files, other servers, maintenance. */
export const SERVER = {
  AlterSystemStmt: ({ setstmt }, { effects }) => effects.add('admin', ['setting', setstmt?.name ?? '*']),
  AlterDatabaseStmt: ({ dbname = '*' }, { effects }) => effects.add('admin', ['database', dbname]),
  AlterDatabaseSetStmt: ({ dbname = '*' }, { effects }) => effects.add('admin', ['database', dbname]),
  AlterDatabaseRefreshCollStmt: ({ dbname = '*' }, { effects }) => effects.add('admin', ['database', dbname]),
  CreatedbStmt: ({ dbname = '*' }, { effects }) => effects.add('admin', ['database', dbname]),
  DropdbStmt: ({ dbname = '*' }, { effects }) => effects.add('admin', ['database', dbname]),
  DropOwnedStmt: (_, { effects }) => {
    effects.add('admin', ['role', 'owned'])
    // whose they are is not known here, so that it may be any of them
    for (const { schema, name } of effects.names.catalogue.relations)
      if (!SYSTEM_SCHEMAS.has(schema)) effects.add('drop', [schema, name])
  },

  CreateTableSpaceStmt: ({ tablespacename = '*' }, { effects }) =>
    effects.add('admin', ['tablespace', tablespacename]),
  DropTableSpaceStmt: ({ tablespacename = '*' }, { effects }) =>
    effects.add('admin', ['tablespace', tablespacename]),
  AlterTableSpaceOptionsStmt: ({ tablespacename = '*' }, { effects }) =>
    effects.add('admin', ['tablespace', tablespacename]),
  AlterTableMoveAllStmt: ({ orig_tablespacename = '*' }, { effects }) =>
    effects.add('admin', ['tablespace', orig_tablespacename]),

  CreateExtensionStmt: ({ extname = '*' }, { effects }) => effects.add('admin', ['extension', extname]),
  AlterExtensionStmt: ({ extname = '*' }, { effects }) => effects.add('admin', ['extension', extname]),
  AlterExtensionContentsStmt: ({ extname = '*' }, { effects }) =>
    effects.add('admin', ['extension', extname]),
  CreatePLangStmt: ({ plname = '*' }, { effects }) => effects.add('admin', ['language', plname]),
  CreateAmStmt: ({ amname = '*' }, { effects }) => effects.add('admin', ['access-method', amname]),
  CreateEventTrigStmt({ trigname = '*', funcname }, at) {
    at.effects.add('admin', ['event-trigger', trigname])
    walk({ funcname }, at)
  },
  AlterEventTrigStmt: ({ trigname = '*' }, { effects }) => effects.add('admin', ['event-trigger', trigname]),

  CreateFdwStmt: ({ fdwname = '*' }, { effects }) => effects.add('admin', ['foreign-data-wrapper', fdwname]),
  AlterFdwStmt: ({ fdwname = '*' }, { effects }) => effects.add('admin', ['foreign-data-wrapper', fdwname]),
  CreateForeignServerStmt: ({ servername = '*' }, { effects }) =>
    effects.add('admin', ['foreign-server', servername]),
  AlterForeignServerStmt: ({ servername = '*' }, { effects }) =>
    effects.add('admin', ['foreign-server', servername]),
  CreateForeignTableStmt({ base, servername = '*' }, { effects }) {
    effects.add('admin', ['foreign-server', servername])
    effects.addRelation('define', base?.relation ?? {})
  },
  ImportForeignSchemaStmt({ server_name = '*', local_schema = '*' }, { effects }) {
    effects.add('admin', ['foreign-server', server_name])
    effects.add('define', [local_schema, '*'])
  },
  CreateUserMappingStmt: ({ servername = '*' }, { effects }) =>
    effects.add('admin', ['foreign-server', servername]),
  AlterUserMappingStmt: ({ servername = '*' }, { effects }) =>
    effects.add('admin', ['foreign-server', servername]),
  DropUserMappingStmt: ({ servername = '*' }, { effects }) =>
    effects.add('admin', ['foreign-server', servername]),

  CreatePublicationStmt: ({ pubname = '*' }, { effects }) => effects.add('admin', ['publication', pubname]),
  AlterPublicationStmt: ({ pubname = '*' }, { effects }) => effects.add('admin', ['publication', pubname]),
  CreateSubscriptionStmt: ({ subname = '*' }, { effects }) => effects.add('admin', ['subscription', subname]),
  AlterSubscriptionStmt: ({ subname = '*' }, { effects }) => effects.add('admin', ['subscription', subname]),
  DropSubscriptionStmt: ({ subname = '*' }, { effects }) => effects.add('admin', ['subscription', subname]),

  CheckPointStmt: (_, { effects }) => effects.add('admin', ['server', 'checkpoint']),
  LoadStmt: (_, { effects }) => effects.add('admin', ['server', 'library']),
  ClusterStmt({ relation }, { effects }) {
    if (relation) effects.addRelation('admin', relation)
    else effects.add('admin', ['*', '*'])
  },
  ReindexStmt({ kind, relation, name }, { effects }) {
    if (relation && kind === 'REINDEX_OBJECT_INDEX') addIndexed(relation, effects)
    if (relation) effects.addRelation('admin', relation)
    else effects.add('admin', [name ?? '*', '*'])
  },
  VacuumStmt({ rels = [] }, { effects }) {
    for (const relation of rels.flatMap(relationsOf)) effects.addRelation('admin', relation)
    if (rels.length === 0) effects.add('admin', ['*', '*'])
  },
} satisfies Partial<Readers<StatementKind>>

function relationsOf(node: Node): readonly RangeVar[] {
  const relation = as('VacuumRelation', node)?.relation
  return relation ? [relation] : []
}
