import type { A_Expr, A_Indirection, FuncCall, Node, SubLink } from '@pgsql/types'
import { OPERATORS, SAFE_FUNCTIONS, SAFE_STANDARD_FUNCTIONS, UNSAFE_FUNCTIONS } from '../functions/builtins'
import { as, isObject, words } from '../tree'
import { resolveColumn } from './columns'
import { columnsOfQuery } from './query'
import type { Reading } from './reading'
import { mergeSources, type Scope } from './scope'

/** The stored columns that a value is computed from; null: cannot be told. */
export function sourcesOf(part: unknown, scope: Scope, reading: Reading): readonly string[] | null {
  reading.step()
  if (Array.isArray(part))
    return mergeSources(
      part.map((each) => sourcesOf(each, scope, reading)),
      reading,
    )
  if (!isObject(part)) return []
  const node = part as Node
  const reference = as('ColumnRef', node)
  if (reference) return resolveColumn(reference.fields ?? [], scope, reading).sources
  const link = as('SubLink', node)
  if (link) return sourcesOfSubLink(link, scope, reading)
  const call = as('FuncCall', node)
  if (call) return sourcesOfCall(call, scope, reading)
  const field = as('A_Indirection', node)
  if (field && callsFunction(field, reading)) return null
  const expression = as('A_Expr', node)
  if (expression && !isBuiltInOperator(expression)) return null
  return mergeSources(
    Object.values(part).map((value) => sourcesOf(value, scope, reading)),
    reading,
  )
}

/** Whether rows exist says no more about them than a condition does, and conditions are not values. */
function sourcesOfSubLink({ subLinkType, testexpr, subselect }: SubLink, scope: Scope, reading: Reading) {
  if (subLinkType === 'EXISTS_SUBLINK') return []
  const columns = subselect ? columnsOfQuery(subselect, scope, reading) : []
  if (!columns) return null
  return mergeSources(
    [sourcesOf(testexpr, scope, reading), ...columns.map(({ sources }) => sources)],
    reading,
  )
}

/** A count holds nothing of what it counts. Only a function of pg_catalog is known to use nothing but its arguments. */
function sourcesOfCall({ funcname, args, agg_order }: FuncCall, scope: Scope, reading: Reading) {
  if (!isPure(words(funcname), reading)) return null
  if (words(funcname).at(-1) === 'count') return []
  return sourcesOf([args ?? [], agg_order ?? []], scope, reading)
}

/** Whether a function's result derives from its arguments alone, whichever function of the name it is. */
export function isPure(funcname: readonly string[], { names }: Reading): boolean {
  const [name = '', schema] = funcname.toReversed()
  if (schema === 'information_schema') return SAFE_STANDARD_FUNCTIONS.has(name)
  if (schema === undefined && names.functions.has(name)) return false
  const isBuiltIn = schema === undefined || schema === 'pg_catalog'
  return isBuiltIn && (SAFE_FUNCTIONS.has(name) || SESSION_FUNCTIONS.has(name))
}

/** Not safe to call, yet what they give comes from no table. */
const SESSION_FUNCTIONS = new Set([
  'nextval',
  'setval',
  'set_config',
  'pg_sleep',
  'pg_notify',
  'pg_advisory_lock',
])

function callsFunction({ indirection }: A_Indirection, { names }: Reading): boolean {
  return words(indirection).some((name) => names.functions.has(name) || UNSAFE_FUNCTIONS.has(name))
}

function isBuiltInOperator({ kind, name }: A_Expr): boolean {
  const [operator = '', schema = 'pg_catalog'] = words(name).toReversed()
  const isNamed = kind !== 'AEXPR_OP' && kind !== 'AEXPR_OP_ANY' && kind !== 'AEXPR_OP_ALL'
  return isNamed || (schema === 'pg_catalog' && (OPERATORS.has(operator) || operator === '!='))
}
