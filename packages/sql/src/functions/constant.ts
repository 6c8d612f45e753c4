import type { Node } from '@pgsql/types'
import { as } from '../tree'

/** The text that an expression is written as, also as `'x'::regclass`; null when it is computed. */
export function constantText(node: Node | undefined): string | null {
  const cast = as('TypeCast', node)
  if (cast) return constantText(cast.arg)
  const constant = as('A_Const', node)
  if (!constant || constant.isnull) return null
  if (constant.sval) return constant.sval.sval ?? ''
  if (constant.ival) return String(constant.ival.ival ?? 0)
  if (constant.boolval) return String(constant.boolval.boolval ?? false)
  return constant.fval?.fval ?? constant.bsval?.bsval ?? null
}

/** A constant or a parameter, cast or not: known before the statement reads anything. */
export function isGiven(node: Node | undefined): boolean {
  if (node === undefined) return false
  if ('TypeCast' in node) return isGiven(node.TypeCast.arg)
  return 'A_Const' in node || 'ParamRef' in node
}

/** A constant, cast or not. */
export function isConstant(node: Node | undefined): boolean {
  if (node === undefined) return false
  return 'TypeCast' in node ? isConstant(node.TypeCast.arg) : 'A_Const' in node
}
