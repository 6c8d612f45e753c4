import type { CopyStmt, Node, SelectStmt } from '@pgsql/types'
import type { OutputColumn } from '../analysis'
import type { Names } from '../names'
import { as, words } from '../tree'
import { tableOf } from './from'
import { columnsOfQuery } from './query'
import { Reading, TooMuch } from './reading'
import type { Column } from './scope'

/** The columns of the rows that a statement sends back: see `AnalysedStatement.outputs`. */
export function readOutputs(statement: Node, names: Names): readonly OutputColumn[] | null {
  try {
    return toOutputs(columnsOf(statement, new Reading(names)))
  } catch (error) {
    if (error instanceof TooMuch || error instanceof RangeError) return null
    throw error
  }
}

/** Text that the server writes about itself. */
const OWN_TEXT: Column = { name: '', sources: [], direct: false }
const QUERIES = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'] as const

function columnsOf(statement: Node, reading: Reading): readonly Column[] | null {
  const select = as('SelectStmt', statement)
  if (select && hasInto(select)) return []
  if (QUERIES.some((kind) => kind in statement)) return columnsOfQuery(statement, null, reading)
  const prepared = as('PrepareStmt', statement)?.query ?? as('DeclareCursorStmt', statement)?.query
  if (prepared) return columnsOf(prepared, reading)
  const copy = as('CopyStmt', statement)
  if (copy) return columnsOfCopy(copy, reading)
  if (as('ExplainStmt', statement)) return [OWN_TEXT]
  const show = as('VariableShowStmt', statement)
  if (show) return show.name === 'all' ? [OWN_TEXT, OWN_TEXT, OWN_TEXT] : [OWN_TEXT]
  const fetch = as('FetchStmt', statement)
  if (fetch) return fetch.ismove ? [] : null
  return 'ExecuteStmt' in statement || 'CallStmt' in statement ? null : []
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

/** SELECT INTO is written at the first select of a UNION. */
function hasInto({ intoClause, larg }: SelectStmt): boolean {
  return intoClause !== undefined || (larg !== undefined && hasInto(larg))
}

/** More than that is no use to anybody, and memory to whoever keeps it. */
const MAX_SOURCES = 50_000

/** One column that cannot be told makes the whole row one that cannot. */
function toOutputs(columns: readonly Column[] | null): readonly OutputColumn[] | null {
  if (!columns) return null
  const outputs = columns.flatMap(({ sources, direct }) => (sources ? [{ sources, direct }] : []))
  const total = outputs.reduce((sum, { sources }) => sum + sources.length, 0)
  return outputs.length === columns.length && total <= MAX_SOURCES ? outputs : null
}
