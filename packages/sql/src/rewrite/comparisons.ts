import type { A_Expr, ColumnRef, Node, ParamRef, RangeVar, SelectStmt } from '@pgsql/types'
import { as, words } from '../tree'

/** What a masked column is compared with: a constant of the text, or a parameter by its number. */
export type Compared = { readonly text: string } | { readonly parameter: number }

/** `column = constant` or `column IN (constants)`: a condition that every row of the result meets. */
export interface Comparison {
  readonly expression: A_Expr
  readonly reference: ColumnRef
  readonly range: RangeVar
  readonly column: string
  readonly values: readonly { readonly location: number; readonly value: Compared }[]
}

/**
 * The comparisons of a query's WHERE that could as well stand inside of what its FROM reads: they are joined by AND, and
 * no outer join is between them and the relation.
 */
export function comparisonsOf({ whereClause, fromClause = [] }: SelectStmt): readonly Comparison[] {
  const ranges = fromClause.flatMap(innerRanges)
  if (!whereClause || ranges.length === 0) return []
  const isAlone = fromClause.length === 1 && as('RangeVar', fromClause[0]) !== undefined
  return conjuncts(whereClause).flatMap((node) => {
    const expression = as('A_Expr', node)
    const reference = as('ColumnRef', expression?.lexpr)
    const values = expression && constantsOf(expression)
    if (!expression || !reference || !values) return []
    const names = words(reference.fields)
    if (names.length !== reference.fields?.length || names.length > 2) return []
    const [column = '', table] = names.toReversed()
    const named = ranges.filter(
      ({ alias, relname }) => table === undefined || (alias?.aliasname ?? relname) === table,
    )
    const [range] = named
    if (!range || named.length > 1 || (table === undefined && !isAlone) || range.alias?.colnames) return []
    return [{ expression, reference, range, column, values }]
  })
}

function conjuncts(node: Node): readonly Node[] {
  const all = as('BoolExpr', node)
  return all?.boolop === 'AND_EXPR' ? (all.args ?? []).flatMap(conjuncts) : [node]
}

/** The relations whose rows are all there behind FROM, if they meet the conditions. */
function innerRanges(node: Node): readonly RangeVar[] {
  const range = as('RangeVar', node)
  if (range) return [range]
  const join = as('JoinExpr', node)
  if (!join?.larg || !join.rarg || join.jointype !== 'JOIN_INNER' || join.alias) return []
  return [join.larg, join.rarg].flatMap(innerRanges)
}

function constantsOf({ kind, name, rexpr }: A_Expr): Comparison['values'] | null {
  if (words(name).join('.') !== '=') return null
  const list =
    kind === 'AEXPR_IN' ? as('List', rexpr)?.items : kind === 'AEXPR_OP' && rexpr ? [rexpr] : undefined
  const values = (list ?? []).map(constantOf)
  return values.length > 0 && values.every((value) => value !== null) ? values : null
}

function constantOf(node: Node): Comparison['values'][number] | null {
  const parameter: ParamRef | undefined = as('ParamRef', node)
  if (parameter?.number) return { location: parameter.location ?? 0, value: { parameter: parameter.number } }
  const constant = as('A_Const', node)
  const text = constant?.sval?.sval ?? constant?.ival?.ival ?? constant?.fval?.fval
  return constant && text !== undefined
    ? { location: constant.location ?? 0, value: { text: String(text) } }
    : null
}
