import type { Node, RangeVar } from '@pgsql/types'
import { as, type StatementKind } from '../tree'
import type { Readers } from './statements'
import { walk } from './walk'

/** Statements that reach beyond the database's own objects: the server, its files, other servers, maintenance. */
export const SERVER = {
  AlterSystemStmt: ({ setstmt }, { effects }) => effects.add('admin', ['setting', setstmt?.name ?? '*']),
  AlterDatabaseStmt: (_, { effects }) => effects.add('admin', ['database', effects.names.catalogue.database]),
  AlterDatabaseSetStmt: ({ dbname = '*' }, { effects }) => effects.add('admin', ['database', dbname]),
  AlterDatabaseRefreshCollStmt: ({ dbname = '*' }, { effects }) => effects.add('admin', ['database', dbname]),
  CreatedbStmt: ({ dbname = '*' }, { effects }) => effects.add('admin', ['database', dbname]),
  DropdbStmt: ({ dbname = '*' }, { effects }) => effects.add('admin', ['database', dbname]),
  DropOwnedStmt: (_, { effects }) => effects.add('admin', ['role', 'owned']),

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
  ReindexStmt({ relation, name }, { effects }) {
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
