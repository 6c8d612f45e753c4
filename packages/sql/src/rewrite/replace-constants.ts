import type { Node } from '@pgsql/types'
import type { Catalogue } from '../catalogue'
import { Reading, TooMuch } from '../lineage/reading'
import { namesOf } from '../names'
import { exceedsLimits } from '../parser/limits'
import { parse } from '../parser/parse'
import { as, isObject } from '../tree'
import { ConstantReader, type Constants } from './constants'
import { Refused } from './masks'
import { isPlace } from './proof'
import { type Edit, type PositionMap, SourceText } from './source-text'

const READ = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'] as const

/** A text whose constants are known. */
export interface ReadConstants extends Constants {
  readonly text: string
  readonly statement: Node
}

/**
 * The constants of each statement of a text, in their order; null for one that is neither a query nor a change, or that
 * cannot be told. Throws SYNTAX_ERROR when PostgreSQL's grammar refuses the text.
 */
export function readConstants(text: string, catalogue: Catalogue): readonly (ReadConstants | null)[] {
  if (exceedsLimits(text) !== null) return []
  return (parse(text) ?? []).map((statement) => {
    if (!READ.some((kind) => kind in statement)) return null
    const reader = new ConstantReader(new Reading(namesOf(catalogue)))
    try {
      reader.visit(statement, null)
    } catch (error) {
      if (error instanceof TooMuch || error instanceof RangeError) return null
      throw error
    }
    const { compared, written, seen, parameters } = reader
    return { text, statement, compared, written, seen, parameters }
  })
}

/**
 * The text with parameters in place of some of its constants: `by` has the number of the first and how many there are,
 * for each A_Const. Null: it cannot be done, or not proved by reading the new text again.
 */
export function parametersFor(
  { text, statement }: ReadConstants,
  by: ReadonlyMap<Node, { readonly first: number; readonly count: number }>,
): { readonly text: string; readonly positions: PositionMap } | null {
  const source = new SourceText(text)
  try {
    const edits = [...by].map(([node, { first, count }]): Edit => {
      const start = as('A_Const', node)?.location ?? 0
      const at = source.tokenAt(start)
      const isNegative = source.tokens[at]?.text === '-'
      const end = source.tokens[isNegative ? at + 1 : at]?.end ?? start
      const names = Array.from({ length: count }, (_, more) => `$${first + more}`)
      return { start, end, text: ` ${names.join(', ')}` }
    })
    const replaced = source.apply(edits)
    const [after, ...more] = parse(replaced.text) ?? []
    return more.length === 0 && isSame(statement, after, by) ? replaced : null
  } catch (error) {
    if (
      error instanceof Refused ||
      (error instanceof Error && 'code' in error && error.code === 'SYNTAX_ERROR')
    )
      return null
    throw error
  }
}

/** The same tree, but for the constants that became parameters. */
function isSame(before: unknown, after: unknown, by: Parameters<typeof parametersFor>[1]): boolean {
  if (Array.isArray(before)) {
    if (!Array.isArray(after)) return false
    const wanted = before.flatMap((node: Node): readonly unknown[] => {
      const { first, count } = by.get(node) ?? { first: 0, count: 0 }
      return count > 0 ? Array.from({ length: count }, (_, more) => new Wanted(first + more)) : [node]
    })
    return wanted.length === after.length && wanted.every((each, at) => isSame(each, after[at], by))
  }
  if (before instanceof Wanted) return as('ParamRef', after as Node)?.number === before.number
  if (!isObject(before) || !isObject(after)) return before === after
  const one = by.get(before as Node)
  if (one) return one.count === 1 && as('ParamRef', after as Node)?.number === one.first
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].every((key) => isPlace(key) || isSame(before[key], after[key], by))
}

class Wanted {
  readonly number: number

  constructor(number: number) {
    this.number = number
  }
}
