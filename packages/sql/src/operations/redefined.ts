import type { Node, RangeVar } from '@pgsql/types'
import type { Operation, Verb } from '@sallyport/core'
import { HOLDS_VALUES } from '../holds-values'
import { as, isObject, kindOf, words } from '../tree'

/**
 * What later statements may not be judged by the catalogue for, until it was read again: the last parts of names.
 * `anything`: it cannot be told. A table whose columns only hold values is not in it, for what is done to it is said by
 * the statement that does it; neither is what is taken away.
 */
export type Redefined = 'anything' | readonly string[]

const NOTHING: Redefined = []

/** What a statement that does these operations makes, or makes otherwise. */
export function redefinedBy(statement: Node, operations: readonly Operation[]): Redefined {
  if (operations.some(isHidden)) return 'anything'
  const kind = kindOf(statement)
  const named = NAMED[kind]
  const parts = (statement as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[kind]
  if (named && parts) return named(parts, operations)
  if (HARMLESS.has(kind)) return NOTHING
  // a query's own definition is its INTO
  const defines = kind === 'SelectStmt' ? operations.filter(({ verb }) => verb !== 'define') : operations
  return defines.some(isSuspect) ? 'anything' : NOTHING
}

/** Inside of what it calls or sets off, or in a way that is not understood. */
function isHidden({ verb, via }: Operation): boolean {
  return verb === 'unknown' || (via !== undefined && (verb === 'define' || verb === 'admin'))
}

const SUSPECT: ReadonlySet<Verb> = new Set(['define', 'admin'])

function isSuspect({ verb, resource }: Operation): boolean {
  const [, schema, name = ''] = resource.split('.')
  return (
    SUSPECT.has(verb) && !(schema === 'pg_catalog' && (HOLDS_VALUES.has(name) || RUNS_NOTHING.test(name)))
  )
}

/** Functions that are more than computing, and run no SQL. */
const RUNS_NOTHING =
  /^(pg_sleep\w*|pg_(try_)?advisory_\w+|pg_(cancel|terminate)_backend|pg_notify|pg_stat_\w+|pg_read_\w+|pg_ls_\w+|lo_\w+|lo(read|write)|txid_\w+|pg_export_snapshot|nextval|setval)$/

/** They change rights, files, statistics or settings, and not what a name does. */
const HARMLESS = new Set(
  `AlterDatabaseSetStmt AlterDatabaseStmt AlterDefaultPrivilegesStmt AlterEnumStmt AlterOwnerStmt AlterPublicationStmt
  AlterRoleSetStmt AlterRoleStmt AlterSeqStmt AlterStatsStmt AlterSubscriptionStmt AlterSystemStmt AlterTableSpaceOptionsStmt
  CheckPointStmt ClusterStmt CommentStmt CreateEnumStmt CreatePublicationStmt CreateRoleStmt CreateSeqStmt CreateStatsStmt
  CreateSubscriptionStmt CreateTableSpaceStmt CreatedbStmt DropOwnedStmt DropRoleStmt DropStmt DropSubscriptionStmt
  DropTableSpaceStmt DropUserMappingStmt DropdbStmt GrantRoleStmt GrantStmt ReassignOwnedStmt RefreshMatViewStmt
  ReindexStmt SecLabelStmt VacuumStmt`.split(/\s+/),
)

type Parts = Readonly<Record<string, unknown>>

const NAMED: Readonly<Record<string, (parts: Parts, operations: readonly Operation[]) => Redefined>> = {
  ViewStmt: ({ view }) => relationName(view),
  CreateFunctionStmt: ({ funcname }) => lastWord(funcname),
  AlterFunctionStmt: ({ func }) => (isObject(func) ? lastWord(func['objname']) : 'anything'),
  CreateTrigStmt: ({ relation }) => relationName(relation),
  RuleStmt: ({ relation }) => relationName(relation),
  CreatePolicyStmt: ({ table }) => relationName(table),
  AlterPolicyStmt: ({ table }) => relationName(table),
  IndexStmt: ({ relation }, operations) => (isPlain(operations) ? NOTHING : relationName(relation)),
  CreateForeignTableStmt: (parts) => relationsIn(parts),
  CreateStmt: (parts, operations) => {
    const isOwn = OTHERS.every((key) => parts[key] === undefined) && !reachesOthers(parts)
    return isOwn && isPlain(operations) ? NOTHING : relationsIn(parts)
  },
  CreateTableAsStmt: ({ objtype, into }) =>
    objtype === 'OBJECT_TABLE' || !isObject(into) ? NOTHING : relationName(into['rel']),
  AlterTableStmt: (parts, operations) => {
    const { cmds } = parts
    const commands = Array.isArray(cmds) ? (cmds as Node[]) : []
    const isHarmless = commands.every((node) =>
      HARMLESS_COMMANDS.has(as('AlterTableCmd', node)?.subtype ?? ''),
    )
    return isHarmless && !reachesOthers(parts) && isPlain(operations) ? NOTHING : relationsIn(parts)
  },
  RenameStmt: ({ relation, object, newname }) => [
    ...relationsIn(relation),
    ...allWords(object),
    ...(typeof newname === 'string' ? [newname] : []),
  ],
  AlterObjectSchemaStmt: ({ relation, object, objectType }) =>
    objectType === 'OBJECT_EXTENSION' ? 'anything' : [...relationsIn(relation), ...allWords(object)],
  CreateSchemaStmt: ({ schemaElts }, operations) => {
    const each = (Array.isArray(schemaElts) ? (schemaElts as Node[]) : []).map((node) =>
      redefinedBy(node, operations),
    )
    return each.includes('anything') ? 'anything' : each.flat()
  },
}

/** What ties a new table to what is there: its rows are the other's, or it takes over what the other computes. */
const OTHERS = ['inhRelations', 'partbound', 'ofTypename']

/** ALTER TABLE … that neither compute nor set off anything when the table is used. */
const HARMLESS_COMMANDS: ReadonlySet<string> = new Set([
  'AT_AddColumn',
  'AT_AddConstraint',
  'AT_AddIdentity',
  'AT_AddIndex',
  'AT_ChangeOwner',
  'AT_ColumnDefault',
  'AT_DropColumn',
  'AT_DropConstraint',
  'AT_DropNotNull',
  'AT_SetNotNull',
  'AT_SetRelOptions',
  'AT_SetStatistics',
  'AT_ValidateConstraint',
])

/** Nothing is called where it is made, so nothing is when it is used. */
function isPlain(operations: readonly Operation[]): boolean {
  return operations.every(({ verb }) => verb !== 'execute' && verb !== 'admin')
}

/** A foreign key that carries changes on to it, or the computed columns of another table that LIKE copies. */
function reachesOthers(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(reachesOthers)
  if (!isObject(part)) return false
  if ('TableLikeClause' in part) return true
  const actions = [part['fk_del_action'], part['fk_upd_action']]
  if (actions.some((action) => typeof action === 'string' && action !== 'a' && action !== 'r')) return true
  return Object.values(part).some(reachesOthers)
}

function relationName(relation: unknown): Redefined {
  const { relname } = (relation ?? {}) as RangeVar
  return relname === undefined ? 'anything' : [relname]
}

function lastWord(names: unknown): Redefined {
  const last = words(names as Node[]).at(-1)
  return last === undefined ? 'anything' : [last]
}

function relationsIn(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(relationsIn)
  if (!isObject(part)) return []
  const { relname } = part
  return [...(typeof relname === 'string' ? [relname] : []), ...Object.values(part).flatMap(relationsIn)]
}

function allWords(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(allWords)
  if (!isObject(part)) return []
  const { sval } = part
  return [...(typeof sval === 'string' ? [sval] : []), ...Object.values(part).flatMap(allWords)]
}
