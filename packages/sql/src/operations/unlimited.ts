import type { Node, SelectStmt } from '@pgsql/types'
import { as, words } from '../tree'

/**
 * Whether as many rows come back as there are: no LIMIT or FETCH FIRST, neither here nor in the only sub-select that it
 * takes its rows from, and no aggregate that makes one row of all. What LIMIT says is not looked at, so that texts
 * of one shape stay alike.
 */
export function isUnlimited(statement: Node): boolean {
  const copy = as('CopyStmt', statement)
  if (copy) return copy.is_from !== true && (copy.query === undefined || isUnlimited(copy.query))
  const inner = as('PrepareStmt', statement)?.query ?? as('DeclareCursorStmt', statement)?.query
  if (inner) return isUnlimited(inner)
  const select = as('SelectStmt', statement)
  return select !== undefined && !select.intoClause && givesAll(select)
}

function givesAll({
  limitCount,
  limitOption,
  larg,
  rarg,
  valuesLists,
  fromClause,
  targetList,
  groupClause,
}: SelectStmt): boolean {
  if (limitCount && limitOption !== 'LIMIT_OPTION_DEFAULT' && as('A_Const', limitCount)?.isnull !== true)
    return false
  if (larg ?? rarg) return [larg, rarg].some((side) => side !== undefined && givesAll(side))
  if (valuesLists || !fromClause) return false
  if (!groupClause && (targetList?.length ?? 0) > 0 && targetList?.every(isAggregate)) return false
  const [only, ...others] = fromClause
  const inside = as('SelectStmt', as('RangeSubselect', only)?.subquery)
  return others.length > 0 || inside === undefined || givesAll(inside)
}

/** Of PostgreSQL's own that make one value of many. `array_agg` and its like make one value that holds them all. */
const AGGREGATES = new Set([
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'bool_and',
  'bool_or',
  'every',
  'stddev',
  'variance',
])

function isAggregate(target: Node): boolean {
  const call = as('FuncCall', as('ResTarget', target)?.val)
  const [name = '', schema = 'pg_catalog'] = words(call?.funcname).toReversed()
  return call !== undefined && !call.over && schema === 'pg_catalog' && AGGREGATES.has(name)
}
