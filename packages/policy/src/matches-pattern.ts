import { RE2JS } from 're2js'
import { matchesGlob } from './matches-glob'

/** Whether a name fits a pattern: a glob, or a regular expression between slashes that the whole name has to fit. */
export function matchesPattern(pattern: string, name: string): boolean {
  const expression = expressionOf(pattern)
  return expression === undefined ? matchesGlob(pattern, name) : (expression?.matches(name) ?? false)
}

/** Whether a column of this table could fit the pattern, without looking at each of a wide table's columns. */
export function mayNameColumn(pattern: string, table: string): boolean {
  if (expressionOf(pattern) !== undefined) return true
  const dot = pattern.lastIndexOf('.')
  if (dot < 0 || pattern.includes('**', dot)) return true
  const owner = pattern.slice(0, dot)
  return owner === '**' || matchesGlob(owner, table)
}

/**
 * Whether a pattern is about this table's columns and no others. A regular expression of four parts may be;
 * `**.email` is not.
 */
export function isAboutColumnsOf(pattern: string, table: string): boolean {
  if (expressionOf(pattern) !== undefined) return pattern.split('\\.').length > 3
  const owner = pattern.slice(0, Math.max(0, pattern.lastIndexOf('.')))
  return owner !== '' && owner !== '**' && matchesGlob(owner, table)
}

/** Why a pattern cannot be used, in words for whoever wrote it; null: it can. */
export function problemOf(pattern: string): string | null {
  return expressionOf(pattern) === null
    ? `${pattern} is not a regular expression of RE2, which has no lookahead and no backreferences`
    : null
}

/** More than anybody writes rules of. */
const MAX_KEPT = 10_000
const compiled = new Map<string, RE2JS | null>()

/** RE2 takes time linear in the name, whatever the pattern is. undefined: a glob; null: not an expression. */
function expressionOf(pattern: string): RE2JS | null | undefined {
  if (!pattern.startsWith('/') || !pattern.endsWith('/') || pattern.length < 3) return undefined
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  if (compiled.size >= MAX_KEPT) compiled.clear()
  const made = compile(pattern.slice(1, -1))
  compiled.set(pattern, made)
  return made
}

function compile(source: string): RE2JS | null {
  try {
    return RE2JS.compile(source)
  } catch {
    return null
  }
}
