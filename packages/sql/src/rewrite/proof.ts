import type { A_Expr, ColumnRef, CopyStmt, Node, RangeVar } from '@pgsql/types'
import { SallyportError } from '@sallyport/core'
import { parse } from '../parser/parse'
import { as, isObject } from '../tree'
import { Refused } from './masks'

/** What the rewritten text may say differently, by the part of the original tree. */
export interface Expected {
  /** The item of FROM that stands for a relation, and the mention inside it. */
  readonly items: Map<RangeVar, { readonly item: string; readonly inner: string | null }>
  /** The query that stands for the table of a COPY. */
  readonly copies: Map<CopyStmt, string>
  /** References that lost their schema. */
  readonly references: Set<ColumnRef>
  /** Conditions that are met inside of a sub-select, and so are true outside of it. */
  readonly conditions: Set<A_Expr>
}

/**
 * Parses the rewritten text again: its tree must be the original's, with each mention of a masked relation,
 * and nothing else, replaced by the sub-select that we meant. So no masked relation is read but inside ours.
 */
export function assertSame(before: readonly Node[], text: string, expected: Expected): void {
  const after = parseAgain(text)
  if (!after || !isSame(before, after, expected))
    throw new Refused(
      'the statement could not be rewritten so that it is sure to read masks only',
      'Write it in a simpler form, as in SELECT … FROM schema.table AS t.',
    )
}

function isSame(before: unknown, after: unknown, expected: Expected): boolean {
  if (Array.isArray(before)) {
    return (
      Array.isArray(after) &&
      before.length === after.length &&
      before.every((each, at) => isSame(each, after[at], expected))
    )
  }
  if (!isObject(before) || !isObject(after)) return before === after
  const node = before as Node
  const range = as('RangeVar', node) ?? as('RangeVar', as('RangeTableSample', node)?.relation)
  const item = range && expected.items.get(range)
  if (item) return isItem(node, after as Node, item, expected)
  const condition = as('A_Expr', node)
  if (condition && expected.conditions.has(condition))
    return as('A_Const', after as Node)?.boolval?.boolval === true
  const copy = as('CopyStmt', node)
  const query = copy && expected.copies.get(copy)
  if (copy && query !== undefined) return isCopy(copy, after as Node, query, expected)
  if (expected.references.has(before as ColumnRef)) {
    const fields = (before as ColumnRef).fields ?? []
    return isSame(fields.slice(fields.length - 2), (after as ColumnRef).fields, expected)
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  for (const key of keys) {
    if (!isPlace(key) && !isSame(before[key], after[key], expected)) return false
  }
  return true
}

/** Where something stands in the text, and not what it says. */
export function isPlace(key: string): boolean {
  return key.endsWith('location') || key === 'stmt_len' || /list_(start|end)$/.test(key)
}

const NOTHING: Expected = {
  items: new Map(),
  copies: new Map(),
  references: new Set(),
  conditions: new Set(),
}

/** The sub-select is what we made, and what it reads is what was mentioned. */
function isItem(
  before: Node,
  after: Node,
  { item, inner }: { readonly item: string; readonly inner: string | null },
  _expected: Expected,
): boolean {
  if (!isSame(itemOf(item), after, NOTHING)) return false
  return inner === null || isSame(before, itemOf(inner), NOTHING)
}

function isCopy(before: CopyStmt, after: Node, query: string, expected: Expected): boolean {
  const copy = as('CopyStmt', after)
  if (!copy) return false
  const { relation: _, attlist: __, ...rest } = before
  const { query: given, ...others } = copy
  return isSame(parseAgain(query)?.[0], given, NOTHING) && isSame(rest, others, expected)
}

function itemOf(text: string): Node | undefined {
  return as('SelectStmt', parseAgain(`SELECT * FROM ${text}`)?.[0])?.fromClause?.[0]
}

function parseAgain(text: string): readonly Node[] | null {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof SallyportError && error.code === 'SYNTAX_ERROR') return null
    throw error
  }
}
