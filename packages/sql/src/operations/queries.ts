import type {
  DeleteStmt,
  InsertStmt,
  MergeStmt,
  MergeWhenClause,
  Node,
  RangeVar,
  SelectStmt,
  UpdateStmt,
} from '@pgsql/types'
import type { Condition, Verb } from '@sallyport/core'
import { findRelations, type Named, plainName } from '../names'
import { as, isObject, words } from '../tree'
import { isAlwaysTrue } from './conditions'
import type { Effects } from './effects'
import type { Readers } from './statements'
import { isCte, type Walk, walk, walkWith } from './walk'

type Query =
  | 'SelectStmt'
  | 'InsertStmt'
  | 'UpdateStmt'
  | 'DeleteStmt'
  | 'MergeStmt'
  | 'TruncateStmt'
  | 'CopyStmt'

/** Statements that read and write rows. */
export const QUERIES: Readers<Query> = {
  SelectStmt: readSelect,
  InsertStmt: readInsert,
  UpdateStmt: readUpdate,
  DeleteStmt: readDelete,
  MergeStmt: readMerge,

  TruncateStmt({ relations = [], behavior }, { effects }) {
    for (const node of relations) effects.addRelation('delete', as('RangeVar', node) ?? {}, ['no-where'])
    if (behavior !== 'DROP_CASCADE') return
    for (const node of relations) {
      for (const named of findRelations(effects.names, as('RangeVar', node) ?? {}))
        truncateReferring(named, effects)
    }
  },

  CopyStmt({ relation, query, attlist, is_from, is_program, filename, whereClause, options }, at) {
    if (is_program || filename !== undefined)
      at.effects.add('admin', [is_program ? 'program' : 'file', 'copy'])
    const verbs = is_from ? (['copy-in', 'insert'] as const) : (['copy-out', 'read'] as const)
    if (relation) {
      for (const verb of verbs) at.effects.addRelation(verb, relation)
      for (const verb of verbs) fill(verb, relation, attlist ? words(attlist) : null, at)
    } else at.effects.add('copy-out', ['statement', 'query'])
    walk([query, whereClause, options], at)
  },
}

/** TRUNCATE … CASCADE empties what refers to the table, whatever its foreign keys say of DELETE. */
function truncateReferring({ schema, name }: Named, effects: Effects): void {
  for (const { table } of effects.names.referring.get(plainName(schema, name)) ?? []) {
    if (!effects.enter(`truncate ${table.schema}.${table.name}`)) continue
    const named = { schema: table.schema, name: table.name, relation: table }
    effects.addNamed('delete', named, ['no-where'])
    truncateReferring(named, effects)
  }
}

function readSelect(statement: SelectStmt, outside: Walk): void {
  const { withClause, larg, rarg, intoClause, lockingClause = [], fromClause, ...rest } = statement
  const at = walkWith(withClause, outside)
  if (larg) readSelect(larg, at)
  if (rarg) readSelect(rarg, at)
  if (intoClause?.rel) at.effects.addNew(intoClause.rel)
  walk([fromClause, rest], at)
  if (hasBareStar(rest.targetList)) readStars(fromClause ?? [], at)
  // PostgreSQL asks for the right to update what FOR UPDATE or FOR SHARE locks; with OF, we take all of FROM
  if (lockingClause.length > 0)
    for (const table of tablesIn(fromClause, at)) at.effects.addRelation('update', table)
}

/** The columns that a statement names; null: none are named, so all. */
function namesOf(targets: readonly Node[] | undefined): readonly string[] | null {
  return targets?.flatMap((node) => as('ResTarget', node)?.name ?? []) ?? null
}

function fill(verb: Verb, relation: RangeVar, columns: readonly string[] | null, { effects }: Walk): void {
  for (const named of findRelations(effects.names, relation)) effects.addColumns(verb, named, columns)
}

function hasBareStar(targets: readonly Node[] | undefined): boolean {
  return (targets ?? []).some((node) => {
    const fields = as('ColumnRef', as('ResTarget', node)?.val)?.fields
    return fields?.length === 1 && as('A_Star', fields[0]) !== undefined
  })
}

/** `*` is every column of what FROM itself names; sub-selects have stars of their own. */
function readStars(items: readonly Node[], at: Walk): void {
  for (const item of items) {
    const relation = as('RangeVar', item)
    if (relation && !isCte(relation, at.ctes)) fill('read', relation, null, at)
    const join = as('JoinExpr', item)
    if (join)
      readStars(
        [join.larg, join.rarg].flatMap((side) => side ?? []),
        at,
      )
    const sample = as('RangeTableSample', item)?.relation
    if (sample) readStars([sample], at)
  }
}

/** What RETURNING calls the row before and after. */
const VERSIONS = ['old', 'new']

function readInsert(statement: InsertStmt, outside: Walk): void {
  const { withClause, relation = {}, onConflictClause, ...rest } = statement
  const at = walkWith(withClause, outside)
  at.effects.addRelation('insert', relation)
  fill('insert', relation, namesOf(statement.cols), at)
  at.effects.addAliases(['excluded', ...VERSIONS], relation)
  if (onConflictClause?.action === 'ONCONFLICT_UPDATE') {
    at.effects.addRelation('update', relation)
    fill('update', relation, namesOf(onConflictClause.targetList), at)
  }
  if (hasBareStar(statement.returningClause?.exprs)) fill('read', relation, null, at)
  if (statement.returningClause || onConflictClause?.whereClause) at.effects.addRelation('read', relation)
  walk([rest, onConflictClause], at)
}

function readUpdate(statement: UpdateStmt, outside: Walk): void {
  const { withClause, relation = {}, ...rest } = statement
  const at = walkWith(withClause, outside)
  at.effects.addRelation('update', relation, whereConditions(statement.whereClause, relation))
  fill('update', relation, namesOf(statement.targetList), at)
  if (hasBareStar(statement.returningClause?.exprs))
    readStars([{ RangeVar: relation }, ...(statement.fromClause ?? [])], at)
  at.effects.addAliases(VERSIONS, relation)
  if (statement.whereClause || statement.returningClause) at.effects.addRelation('read', relation)
  walk(rest, at)
}

function readDelete(statement: DeleteStmt, outside: Walk): void {
  const { withClause, relation = {}, ...rest } = statement
  const at = walkWith(withClause, outside)
  at.effects.addRelation('delete', relation, whereConditions(statement.whereClause, relation))
  if (hasBareStar(statement.returningClause?.exprs))
    readStars([{ RangeVar: relation }, ...(statement.usingClause ?? [])], at)
  at.effects.addAliases(VERSIONS, relation)
  if (statement.whereClause || statement.returningClause) at.effects.addRelation('read', relation)
  walk(rest, at)
}

function whereConditions(where: Node | undefined, target: RangeVar): readonly Condition[] {
  if (!where) return ['no-where']
  return isAlwaysTrue(where, target) ? ['always-true'] : []
}

const MERGE_VERBS: Readonly<Record<string, 'insert' | 'update' | 'delete'>> = {
  CMD_INSERT: 'insert',
  CMD_UPDATE: 'update',
  CMD_DELETE: 'delete',
}

function readMerge(statement: MergeStmt, outside: Walk): void {
  const { withClause, relation = {}, mergeWhenClauses = [], joinCondition, ...rest } = statement
  const at = walkWith(withClause, outside)
  at.effects.addRelation('read', relation)
  at.effects.addAliases(VERSIONS, relation)
  for (const node of mergeWhenClauses) {
    const clause = as('MergeWhenClause', node) ?? {}
    const verb = MERGE_VERBS[clause.commandType ?? '']
    if (!verb) continue
    at.effects.addRelation(verb, relation, mergeConditions(clause, joinCondition, relation))
    if (verb !== 'delete') fill(verb, relation, namesOf(clause.targetList), at)
  }
  walk([mergeWhenClauses, joinCondition, rest], at)
  const { sourceRelation, returningClause } = statement
  if (hasBareStar(returningClause?.exprs))
    readStars([{ RangeVar: relation }, ...(sourceRelation ? [sourceRelation] : [])], at)
}

function mergeConditions(
  clause: MergeWhenClause,
  join: Node | undefined,
  target: RangeVar,
): readonly Condition[] {
  if (clause.commandType === 'CMD_INSERT') return []
  if (clause.condition) return isAlwaysTrue(clause.condition, target) ? ['always-true'] : []
  if (clause.matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE') return ['no-where']
  return join && isAlwaysTrue(join, target) ? ['always-true'] : []
}

/** The tables that a FROM clause takes rows of, also inside its sub-selects. */
function tablesIn(part: unknown, at: Walk): readonly RangeVar[] {
  if (Array.isArray(part)) return part.flatMap((each) => tablesIn(each, at))
  if (!isObject(part)) return []
  if (typeof part['relname'] === 'string') return isCte(part, at.ctes) ? [] : [part]
  return Object.values(part).flatMap((value) => tablesIn(value, at))
}
