import type { CreateFunctionStmt, DefElem, Node, RangeVar } from '@pgsql/types'
import { constantText } from '../functions/constant'
import { plainName } from '../names'
import { as, isObject, kindOf, words } from '../tree'
import { Refused } from './masks'
import { assertSearchPath } from './search-path'
import { assertProven, type StatementReader } from './statement-reader'

/** These read no rows and run no expressions, or only such as are looked at like any other. */
const HARMLESS = new Set([
  'AlterEnumStmt',
  'AlterOwnerStmt',
  'AlterRoleStmt',
  'AlterSeqStmt',
  'CheckPointStmt',
  'ClosePortalStmt',
  'ClusterStmt',
  'CommentStmt',
  'CompositeTypeStmt',
  'ConstraintsSetStmt',
  'CreateEnumStmt',
  'CreateRoleStmt',
  'CreateSeqStmt',
  'DeallocateStmt',
  'DiscardStmt',
  'DropRoleStmt',
  'DropStmt',
  'ExecuteStmt',
  'FetchStmt',
  'GrantRoleStmt',
  'GrantStmt',
  'ListenStmt',
  'LockStmt',
  'NotifyStmt',
  'RefreshMatViewStmt',
  'ReindexStmt',
  'TransactionStmt',
  'TruncateStmt',
  'UnlistenStmt',
  'VacuumStmt',
  'VariableShowStmt',
])

/** Looked at whole: every relation in them must be one without masks, every function one that is proven. */
const SEARCHED = new Set([
  'AlterDomainStmt',
  'AlterTableStmt',
  'CallStmt',
  'CreateDomainStmt',
  'CreatePolicyStmt',
  'CreateSchemaStmt',
  'CreateStatsStmt',
  'CreateStmt',
  'IndexStmt',
  'RuleStmt',
])

/** Everything that is not a query. What is in no list is refused: it could show values in a way that nobody foresaw. */
export function assertDefinition(statement: Node, reader: StatementReader): void {
  const kind = kindOf(statement)
  const setting = as('VariableSetStmt', statement)
  if (setting) {
    if (setting.name?.toLowerCase() === 'search_path')
      assertSearchPath((setting.args ?? []).flatMap((each) => constantText(each) ?? []))
    return
  }
  assertNewNames(statement, reader)
  if (kind === 'ExecuteStmt') return reader.visit(as('ExecuteStmt', statement)?.params)
  if (HARMLESS.has(kind)) return
  if (SEARCHED.has(kind)) return searchDefinition(statement, reader)
  const created = as('CreateFunctionStmt', statement)
  if (created) return assertFunction(created, reader)
  const block = as('DoStmt', statement)
  if (block) return assertBlock(optionsOf(block.args), reader)
  const trigger = as('CreateTrigStmt', statement)
  if (trigger) {
    assertProven(words(trigger.funcname), reader.guard)
    return reader.visit([trigger.relation, trigger.whenClause])
  }
  if (assertRenamed(statement, reader)) return
  throw new Refused(
    `${kind} is refused where columns are masked: what it would show cannot be checked`,
    'Ask for an exemption from the masking rules.',
  )
}

function searchDefinition(statement: Node, reader: StatementReader): void {
  const before = reader.splices.length
  reader.visit(Object.values(statement)[0])
  if (reader.splices.length > before || reader.targets.length > 0)
    throw new Refused('a definition that reads masked columns is refused', 'Leave the masked tables out.')
}

function assertNewNames(statement: Node, reader: StatementReader): void {
  const table = as('CreateStmt', statement)?.relation
  const composite = as('CompositeTypeStmt', statement)?.typevar
  const sequence = as('CreateSeqStmt', statement)?.sequence
  for (const range of [table, composite, sequence]) if (range?.relname) reader.assertNewName(range.relname)
  const types = [as('CreateDomainStmt', statement)?.domainname, as('CreateEnumStmt', statement)?.typeName]
  for (const type of types) {
    const name = words(type).at(-1)
    if (name) reader.assertNewName(name)
  }
}

type Options = ReadonlyMap<string, Node | undefined>

function optionsOf(nodes: readonly Node[] | undefined): Options {
  return new Map(
    (nodes ?? []).flatMap((node) => {
      const option: DefElem | undefined = as('DefElem', node)
      return option ? [[option.defname ?? '', option.arg] as const] : []
    }),
  )
}

/** The body is read before there is such a function. */
function assertFunction(
  { options, sql_body, parameters }: CreateFunctionStmt,
  reader: StatementReader,
): void {
  const { functions } = reader.guard
  const given = optionsOf(options)
  const language = as('String', given.get('language'))?.sval ?? 'sql'
  reader.visit(parameters)
  const set = as('VariableSetStmt', given.get('set'))
  if (set?.name?.toLowerCase() === 'search_path')
    assertSearchPath((set.args ?? []).flatMap((each) => constantText(each) ?? []))
  if (sql_body) return assertBody(bodyOfAtomic(sql_body, reader), reader)
  const [body = ''] = words(as('List', given.get('as'))?.items)
  if (language === 'sql') return assertBody(functions.readSql(body), reader)
  assertBody(language === 'plpgsql' ? functions.readPlpgsql(reader.text) : null, reader)
}

function bodyOfAtomic(body: Node, reader: StatementReader): readonly (readonly string[])[] | null {
  const before = reader.splices.length
  reader.visit(body)
  return reader.splices.length > before || reader.targets.length > 0 ? null : []
}

function assertBlock(options: Options, reader: StatementReader): void {
  const language = as('String', options.get('language'))?.sval ?? 'plpgsql'
  assertBody(language === 'plpgsql' ? reader.guard.functions.readPlpgsql(reader.text) : null, reader)
}

function assertBody(calls: readonly (readonly string[])[] | null, reader: StatementReader): void {
  if (!calls)
    throw new Refused(
      'the code reads masked columns, or runs what cannot be checked (EXECUTE, another language)',
      'Use tables without masked columns, and SQL that is not put together at run time.',
    )
  for (const name of calls) assertProven(name, reader.guard)
}

/** A masked relation under another name would be another relation, to whoever has not heard of it yet. */
function assertRenamed(statement: Node, reader: StatementReader): boolean {
  const change =
    as('RenameStmt', statement) ??
    as('AlterObjectSchemaStmt', statement) ??
    as('AlterFunctionStmt', statement)
  if (!change) return false
  const { guard } = reader
  const renamed = as('RenameStmt', statement)
  if (renamed?.renameType === 'OBJECT_SCHEMA' && guard.isGuardedSchema(renamed.subname ?? ''))
    throw new Refused(`the schema ${renamed.subname} holds masked columns: it keeps its name`, '')
  if (renamed?.newname) {
    const isColumn = renamed.renameType === 'OBJECT_COLUMN' || renamed.renameType === 'OBJECT_ATTRIBUTE'
    if (!isColumn) reader.assertNewName(renamed.newname)
  }
  assertOpen('relation' in change ? change.relation : undefined, reader)
  const object =
    ('object' in change ? change.object : undefined) ?? ('func' in change ? change.func : undefined)
  const name = words(
    isObject(object) && 'ObjectWithArgs' in object
      ? as('ObjectWithArgs', object as Node)?.objname
      : (object as { objname?: Node[] } | undefined)?.objname,
  )
  if (name.length > 0) assertProven(name, guard)
  if (as('AlterFunctionStmt', statement)) assertNoPath(as('AlterFunctionStmt', statement)?.actions)
  return true
}

function assertNoPath(actions: readonly Node[] | undefined): void {
  const set = as('VariableSetStmt', optionsOf(actions).get('set'))
  if (set?.name?.toLowerCase() === 'search_path')
    assertSearchPath((set.args ?? []).flatMap((each) => constantText(each) ?? []))
}

function assertOpen(relation: RangeVar | undefined, { guard }: StatementReader): void {
  if (!relation || !guard.isGuarded(relation)) return
  throw new Refused(
    `${plainName(relation.schemaname ?? '', relation.relname ?? '').replace(/^\./, '')} has masked columns: it and they keep their names`,
    'Ask for an exemption from its masking rule.',
  )
}
