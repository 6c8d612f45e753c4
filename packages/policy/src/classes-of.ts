import type { DataClass, MaskingRule } from '@sallyport/core'
import { matchesPattern } from './matches-pattern'

type ClassesOf = (column: string) => readonly DataClass[]

/** Columns change seldom, and a policy is a new array whenever it changes. */
const known = new WeakMap<readonly MaskingRule[], Map<string, ClassesOf>>()
const MAX_COLUMNS = 10_000

/**
 * What a column of the connection holds, by `database.schema.table.column`: the data classes of the masking rules
 * that name it. Whom those rules mask for does not matter here.
 */
export function classesOf(rules: readonly MaskingRule[], connection: string): ClassesOf {
  const byConnection = known.get(rules) ?? new Map<string, ClassesOf>()
  known.set(rules, byConnection)
  const made = byConnection.get(connection) ?? makeClassesOf(rules, connection)
  byConnection.set(connection, made)
  return made
}

function makeClassesOf(rules: readonly MaskingRule[], connection: string): ClassesOf {
  const own = rules.filter(
    ({ connections }) =>
      connections.length === 0 || connections.some((pattern) => matchesPattern(pattern, connection)),
  )
  const columns = new Map<string, readonly DataClass[]>()
  return (column) => {
    const found = columns.get(column)
    if (found) return found
    const naming = own.filter((rule) => rule.columns.some((pattern) => matchesPattern(pattern, column)))
    const classes = [...new Set(naming.map(({ dataClass }) => dataClass))]
    if (columns.size >= MAX_COLUMNS) columns.clear()
    columns.set(column, classes)
    return classes
  }
}
