import type { CopyStmt, CreateTableAsStmt, IntoClause, Node, SelectStmt } from '@pgsql/types'
import type { OutputColumn, WrittenColumn } from '../analysis'
import type { Names } from '../names'
import { as, words } from '../tree'
import { tableOf } from './from'
import { columnsOfQuery } from './query'
import { Reading, TooMuch } from './reading'
import { type Column, mergeSources } from './scope'

/** See `AnalysedStatement`. */
export interface Lineage {
  readonly outputs: readonly OutputColumn[] | null
  readonly writes: readonly WrittenColumn[] | null
}

export function readLineage(statement: Node, names: Names): Lineage {
  const reading = new Reading(names)
  try {
    const columns = columnsOf(statement, reading)
    return { outputs: toOutputs(columns), writes: toWrites(reading) }
  } catch (error) {
    if (error instanceof TooMuch || error instanceof RangeError) return { outputs: null, writes: null }
    throw error
  }
}

/** Text that the server writes about itself. */
const OWN_TEXT: Column = { name: '', sources: [], direct: false }
const QUERIES = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'] as const

function columnsOf(statement: Node, reading: Reading): readonly Column[] | null {
  if (QUERIES.some((kind) => kind in statement)) return columnsOfTop(statement, reading)
  const prepared = as('PrepareStmt', statement)?.query ?? as('DeclareCursorStmt', statement)?.query
  if (prepared) return columnsOf(prepared, reading)
  const created = as('CreateTableAsStmt', statement)
  if (created) return columnsOfCreated(created, reading)
  const copy = as('CopyStmt', statement)
  if (copy) return columnsOfCopy(copy, reading)
  const explained = as('ExplainStmt', statement)?.query
  if (explained) {
    columnsOf(explained, reading) // for what it writes under ANALYZE
    return [OWN_TEXT]
  }
  const show = as('VariableShowStmt', statement)
  if (show) return show.name === 'all' ? [OWN_TEXT, OWN_TEXT, OWN_TEXT] : [OWN_TEXT]
  const fetch = as('FetchStmt', statement)
  if (fetch) return fetch.ismove ? [] : null
  return 'ExecuteStmt' in statement || 'CallStmt' in statement ? null : []
}

function columnsOfTop(statement: Node, reading: Reading): readonly Column[] | null {
  const columns = columnsOfQuery(statement, null, reading)
  const select = as('SelectStmt', statement)
  const into = select && intoOf(select)
  return into ? keep(into, columns, reading) : columns
}

/** SELECT INTO is written at the first select of a UNION. */
function intoOf({ intoClause, larg }: SelectStmt): IntoClause | undefined {
  return intoClause ?? (larg && intoOf(larg))
}

function columnsOfCreated({ into = {}, query }: CreateTableAsStmt, reading: Reading): readonly Column[] {
  return keep(into, query ? columnsOf(query, reading) : null, reading)
}

/** Rows that go into a new table, and not to the client. */
function keep({ rel = {}, colNames }: IntoClause, columns: readonly Column[] | null, reading: Reading): [] {
  const own = rel.relpersistence === 't' ? { ...rel, schemaname: 'pg_temp' } : rel
  if (!columns) reading.addWrite(own, '?', null)
  const names = words(colNames)
  columns?.forEach(({ name, sources }, index) => reading.addWrite(own, names[index] ?? name, sources))
  return []
}

function columnsOfCopy(
  { relation, query, is_from, attlist }: CopyStmt,
  reading: Reading,
): readonly Column[] | null {
  if (is_from) return []
  if (query) return columnsOf(query, reading)
  const { columns } = tableOf(relation ?? {}, reading)
  if (!attlist) return columns
  const chosen = words(attlist).map((name) => columns?.find((column) => column.name === name))
  return chosen.every((column) => column !== undefined) ? chosen : null
}

/** More than that is no use to anybody, and memory to whoever keeps it. */
const MAX_SOURCES = 50_000

/** One column that cannot be told makes the whole row one that cannot. */
function toOutputs(columns: readonly Column[] | null): readonly OutputColumn[] | null {
  if (!columns) return null
  const outputs = columns.flatMap(({ sources, direct }) => (sources ? [{ sources, direct }] : []))
  return outputs.length === columns.length && isBounded(outputs) ? outputs : null
}

function toWrites(reading: Reading): readonly WrittenColumn[] | null {
  const writes = [...reading.writes].map(([target, given]) => ({
    target,
    sources: mergeSources(given, reading),
  }))
  const told = writes.flatMap(({ target, sources }) => (sources ? [{ target, sources }] : []))
  if (told.length < writes.length || !isBounded(told)) return null
  return told.filter(({ sources }) => sources.length > 0)
}

function isBounded(columns: readonly { readonly sources: readonly string[] }[]): boolean {
  return columns.reduce((sum, { sources }) => sum + sources.length, 0) <= MAX_SOURCES
}
