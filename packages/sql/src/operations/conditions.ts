import type { A_Expr, BoolExpr, Node, NullTest, RangeVar, SubLink } from '@pgsql/types'
import { constantText, isConstant } from '../functions/constant'
import { as, isObject, isSame, words } from '../tree'

/**
 * `all`: true for every row. `none`: false or null for every row. `same`: the same for every row, but we
 * cannot tell which. `rows`: depends on the row.
 */
type Truth = 'all' | 'none' | 'same' | 'rows'

/**
 * Whether a WHERE is there without choosing rows: `true`, `1 = 1`, `id = id`, `id > 5 or true`,
 * `id in (select id from the same table)`, and whatever does not mention the row at all. It cannot see
 * through what only the data says, such as `id > -1`.
 */
export function isAlwaysTrue(where: Node, target: RangeVar): boolean {
  const truth = truthOf(where, target)
  return truth === 'all' || truth === 'same'
}

function truthOf(node: Node, target: RangeVar): Truth {
  const logical = as('BoolExpr', node)
  if (logical) return truthOfLogical(logical, target)
  const constant = constantTruth(node)
  if (constant) return constant
  const expression = as('A_Expr', node)
  if (expression) return truthOfExpression(expression) ?? general(node)
  const test = as('NullTest', node)
  if (test) return truthOfNullTest(test)
  const link = as('SubLink', node)
  if (link) return truthOfSubLink(link, target)
  return general(node)
}

function general(node: Node): Truth {
  return mentionsRow(node) ? 'rows' : 'same'
}

function truthOfLogical({ boolop, args = [] }: BoolExpr, target: RangeVar): Truth {
  const truths = args.map((each) => truthOf(each, target))
  if (boolop === 'NOT_EXPR') return OPPOSITE[truths[0] ?? 'rows']
  const [decisive, neutral] = boolop === 'AND_EXPR' ? (['none', 'all'] as const) : (['all', 'none'] as const)
  if (truths.includes(decisive)) return decisive
  if (boolop === 'OR_EXPR' && (truths.includes('same') || hasComplement(args))) return 'same'
  if (truths.every((truth) => truth === neutral)) return neutral
  return truths.includes('rows') ? 'rows' : 'same'
}

const OPPOSITE: Readonly<Record<Truth, Truth>> = { all: 'none', none: 'all', same: 'same', rows: 'rows' }

/** `x is null or x is not null`, `x = 1 or x <> 1`, `p or not p`. */
function hasComplement(args: readonly Node[]): boolean {
  return args.some((one, index) =>
    args.slice(index + 1, index + 1 + NEAR).some((other) => isComplement(one, other)),
  )
}

/** How far apart two halves are looked for, so that a thousand ORs stay linear. */
const NEAR = 20

function isComplement(one: Node, other: Node): boolean {
  const [first, second] = [as('NullTest', one), as('NullTest', other)]
  if (first && second) return first.nulltesttype !== second.nulltesttype && isSame(first.arg, second.arg)
  const [left, right] = [as('A_Expr', one), as('A_Expr', other)]
  if (left && right) {
    const [name = ''] = words(left.name)
    return (
      COMPLEMENTS[name] === words(right.name)[0] &&
      isSame(left.lexpr, right.lexpr) &&
      isSame(left.rexpr, right.rexpr)
    )
  }
  return isNegation(one, other) || isNegation(other, one)
}

function isNegation(one: Node, other: Node): boolean {
  const negated = as('BoolExpr', one)
  return negated?.boolop === 'NOT_EXPR' && isSame(negated.args?.[0], other)
}

const COMPLEMENTS: Readonly<Record<string, string>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
}

function constantTruth(node: Node): Truth | null {
  const cast = as('TypeCast', node)
  const inner = cast?.arg ?? node
  if (as('A_Const', inner)?.isnull) return 'none'
  const text = constantText(inner)?.trim().toLowerCase()
  if (!text) return null
  if (['true', 't', 'yes', 'y', 'on', '1'].includes(text)) return 'all'
  return ['false', 'f', 'no', 'n', 'off', '0'].includes(text) ? 'none' : null
}

function truthOfExpression({ kind, name, lexpr, rexpr }: A_Expr): Truth | null {
  const [operator = ''] = words(name)
  if (kind === 'AEXPR_LIKE' || kind === 'AEXPR_ILIKE') {
    return operator.startsWith('~') && /^%+$/.test(constantText(rexpr) ?? '') ? 'all' : null
  }
  if (kind === 'AEXPR_IN')
    return operator === '=' && listOf(rexpr).some((each) => isSame(each, lexpr)) ? 'all' : null
  if (kind === 'AEXPR_NOT_DISTINCT') return isSame(lexpr, rexpr) ? 'all' : null
  if (kind === 'AEXPR_DISTINCT') return isSame(lexpr, rexpr) ? 'none' : null
  if (kind !== 'AEXPR_OP') return null
  if (operator.startsWith('~') && ['', '.*', '^.*$', '^'].includes(constantText(rexpr) ?? '-')) return 'all'
  // A literal is looked at only where it matters: a statement that depends on one is parsed each time anew.
  if (isConstant(lexpr) && isConstant(rexpr)) {
    const [left, right] = [constantText(lexpr), constantText(rexpr)]
    if (left !== null && right !== null) return compare(left, operator, right)
  }
  if (!isSame(lexpr, rexpr)) return null
  if (['=', '<=', '>='].includes(operator)) return 'all'
  return ['<>', '<', '>'].includes(operator) ? 'none' : null
}

/** Two constants. As numbers where both are, else as text; what the types make of them we do not know. */
function compare(left: string, operator: string, right: string): Truth {
  const areNumbers = left.trim() !== '' && right.trim() !== '' && !Number.isNaN(Number(left) + Number(right))
  const [one, other] = areNumbers ? [Number(left), Number(right)] : [left, right]
  const holds: Readonly<Record<string, boolean>> = {
    '=': one === other,
    '<>': one !== other,
    '<': one < other,
    '>': one > other,
    '<=': one <= other,
    '>=': one >= other,
  }
  const answer = holds[operator]
  if (answer === undefined) return 'same'
  return answer ? 'all' : 'none'
}

function truthOfNullTest({ arg, nulltesttype }: NullTest): Truth {
  if (!arg || mentionsRow(arg)) return 'rows'
  if (as('A_Const', arg))
    return (nulltesttype === 'IS_NULL') === (constantText(arg) === null) ? 'all' : 'none'
  return 'same'
}

/** `exists (select from t)`, and `id in (select id from t)` where t is the very table. */
function truthOfSubLink({ subLinkType, subselect, testexpr, operName }: SubLink, target: RangeVar): Truth {
  const select = as('SelectStmt', subselect)
  if (!select || select.whereClause || select.havingClause || select.limitCount || select.larg) return 'rows'
  if (subLinkType === 'EXISTS_SUBLINK') return 'same'
  if (subLinkType !== 'ANY_SUBLINK' || operName) return 'rows'
  const table = as('RangeVar', select.fromClause?.[0])
  const column = lastName(as('ResTarget', select.targetList?.[0])?.val)
  const isWhole = table?.relname === target.relname && select.fromClause?.length === 1
  return isWhole && column !== undefined && column === lastName(testexpr) ? 'all' : 'rows'
}

function lastName(node: Node | undefined): string | undefined {
  return words(as('ColumnRef', node)?.fields).at(-1)
}

function listOf(node: Node | undefined): readonly Node[] {
  return as('List', node)?.items ?? []
}

/** A column, a sub-select or CURRENT OF: anything that can differ from row to row. */
function mentionsRow(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(mentionsRow)
  if (!isObject(part)) return false
  return Object.entries(part).some(([key, value]) => ROW_KINDS.has(key) || mentionsRow(value))
}

const ROW_KINDS = new Set(['ColumnRef', 'SubLink', 'CurrentOfExpr'])
