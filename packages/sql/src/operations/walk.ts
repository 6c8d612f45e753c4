import type { A_Expr, ColumnRef, FuncCall, Node, RangeVar, TypeName, WithClause } from '@pgsql/types'
import { addCall, addFunctionalNotation, addOperator, addSamplingMethod } from '../functions/calls'
import { as, isObject } from '../tree'
import type { Effects } from './effects'
import { reachTypeName } from './reach-types'
import { readStatement } from './statements'

/** Where in the statement we are. */
export interface Walk {
  readonly effects: Effects
  readonly ctes: CteScope | null
  /** `alias.name` where the name is a function's: judged once all aliases of the statement are known. */
  readonly notations: ColumnRef[]
}

/** The names of WITH queries that hide relations here. */
export interface CteScope {
  readonly own: Set<string>
  readonly outer: CteScope | null
}

/**
 * Finds everything that a part of a tree does: relations read, functions called, statements inside it.
 * It goes into every field of every node, known or not, so that nothing hides in a corner of the grammar.
 */
export function walk(part: unknown, at: Walk): void {
  if (Array.isArray(part)) {
    for (const each of part) walk(each, at)
    return
  }
  if (!isObject(part)) return
  visit(part, at)
  for (const key in part) {
    const value = part[key]
    if (STATEMENT.test(key) && isObject(value)) readStatement(key, value, at)
    else if (typeof value === 'object') walk(value, at)
  }
}

/** The wrapper of a statement; a field such as `selectStmt` begins with a small letter. */
const STATEMENT = /^[A-Z]\w*Stmt$/

/** Nodes are told by their fields, since some stand in a field of their own without the wrapper that names them. */
function visit(node: Readonly<Record<string, unknown>>, at: Walk): void {
  const { effects } = at
  if (typeof node['relname'] === 'string') readRelation(node, at)
  else if (isObject(node['alias'])) effects.addAlias(String(node['alias']['aliasname']), [null])
  if (Array.isArray(node['names']) && 'typemod' in node) reachTypeName(node as TypeName, effects)
  if (Array.isArray(node['funcname'])) addCall(node as FuncCall, effects)
  if (Array.isArray(node['fields'])) at.notations.push(node as ColumnRef)
  if (Array.isArray(node['indirection'])) addFunctionalNotation(node['indirection'] as Node[], effects)
  if (typeof node['kind'] === 'string' && node['kind'].startsWith('AEXPR_')) {
    addOperator((node as A_Expr).name, effects)
  }
  if (Array.isArray(node['method'])) addSamplingMethod(node['method'] as Node[], effects)
  for (const field of ['useOp', 'operName'] as const) {
    if (Array.isArray(node[field])) addOperator(node[field] as Node[], effects)
  }
}

function readRelation(relation: RangeVar, { effects, ctes }: Walk): void {
  if (isCte(relation, ctes)) effects.addAlias(relation.alias?.aliasname ?? relation.relname ?? '', [null])
  else effects.addRelation('read', relation)
}

export function isCte({ schemaname, relname = '' }: RangeVar, scope: CteScope | null): boolean {
  if (schemaname !== undefined) return false
  for (let at = scope; at; at = at.outer) if (at.own.has(relname)) return true
  return false
}

/** Reads the WITH queries of a statement; the answer is where the rest of that statement stands. */
export function walkWith(clause: WithClause | undefined, at: Walk): Walk {
  if (!clause) return at
  const queries = (clause.ctes ?? []).flatMap((node) => as('CommonTableExpr', node) ?? [])
  const own = new Set<string>()
  const inside = { ...at, ctes: { own, outer: at.ctes } }
  if (clause.recursive) for (const { ctename = '' } of queries) own.add(ctename)
  for (const query of queries) {
    walk(query, inside)
    own.add(query.ctename ?? '') // without RECURSIVE, a WITH query sees only those before it
  }
  return inside
}
