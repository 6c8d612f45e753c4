import type { DataClass, Identity, Operation, Rule, Verb } from '@sallyport/core'
import { isWithin } from './hours'
import { isAboutColumnsOf, matchesPattern, mayNameColumn } from './matches-pattern'

/** What is asked for, and where: `connection` is its name. */
export interface Request {
  readonly operations: readonly Operation[]
  readonly connection: string
  /** Milliseconds since 1970. Absent: at any time, so that rules for some hours hold and deny, and do not allow. */
  readonly at?: number
  /** What a column holds, by `database.schema.table.column`. Absent: columns hold nothing of note. */
  readonly classesOf?: (column: string) => readonly DataClass[]
}

/** The first part of a rule that does not fit. */
export type Mismatch =
  | 'connection'
  | 'kind'
  | 'origin'
  | 'group'
  | 'identity'
  | 'hours'
  | 'verb'
  | 'resource'
  | 'data-class'
  | 'condition'

/** How much of an operation a rule speaks for: all of it, these of its columns, or nothing for that reason. */
export type Coverage = 'all' | readonly string[] | { readonly mismatch: Mismatch }

/** Why a rule says nothing about anything this identity does on the connection now; null: it does. */
export function whoMismatch(
  rule: Rule,
  { connection, at }: Pick<Request, 'connection' | 'at'>,
  who: Identity,
): Mismatch | null {
  const { connections, kinds, origins = ANY, groups, identities, outsideHours } = rule
  if (!isAny(connections) && !connections.some((pattern) => matchesPattern(pattern, connection)))
    return 'connection'
  if (!isAny(kinds) && !kinds.includes(who.kind)) return 'kind'
  if (!isAny(origins) && !origins.includes(who.origin ?? 'unknown')) return 'origin'
  if (!isAny(groups) && !groups.some((group) => who.groups.includes(group))) return 'group'
  if (!isAny(identities) && !identities.includes(who.id) && !identities.includes(who.name)) return 'identity'
  if (!outsideHours) return null
  const isInside = at === undefined ? null : isWithin(outsideHours, at)
  return (isInside ?? rule.effect === 'allow') ? 'hours' : null
}

/** What a rule covers of an operation. */
export function coverageOf(rule: Rule, operation: Operation, classesOf: Request['classesOf']): Coverage {
  const { verb, resource, conditions } = operation
  if (!coversVerb(rule, verb)) return MISMATCHES.verb
  const asked = rule.conditions
  if (!isAny(asked) && !asked.some((condition) => conditions.includes(condition))) return MISMATCHES.condition
  const { resources, dataClasses = ANY } = rule
  const isWhole = isAny(resources) || resources.some((pattern) => matchesPattern(pattern, resource))
  const named = isWhole ? 'all' : coveredColumns(rule, operation)
  if (isAny(dataClasses) || isMismatch(named)) return named
  return ofClasses(dataClasses, named, rule, operation, classesOf)
}

export function isMismatch(coverage: Coverage): coverage is { readonly mismatch: Mismatch } {
  return typeof coverage === 'object' && 'mismatch' in coverage
}

/** A pattern may name columns. Where it cannot be told which are touched, a rule that does not allow covers them. */
function coveredColumns({ resources, effect }: Rule, { verb, resource, columns }: Operation): Coverage {
  if (!COLUMN_VERBS.has(verb)) return MISMATCHES.resource
  if (!columns || columns.length === 0) {
    const isAbout = resources.some((pattern) => isAboutColumnsOf(pattern, resource))
    return isAbout && (effect === 'allow') === (columns !== undefined) ? 'all' : MISMATCHES.resource
  }
  const patterns = resources.filter((pattern) => mayNameColumn(pattern, resource))
  if (patterns.length === 0) return MISMATCHES.resource
  const covered = columns.filter((column) => {
    const name = columnName(resource, column)
    return patterns.some((pattern) => matchesPattern(pattern, name))
  })
  return covered.length > 0 ? covered : MISMATCHES.resource
}

function ofClasses(
  dataClasses: readonly DataClass[],
  named: 'all' | readonly string[],
  { effect }: Rule,
  { verb, resource, columns }: Operation,
  classesOf: Request['classesOf'],
): Coverage {
  if (!COLUMN_VERBS.has(verb)) return MISMATCHES['data-class']
  if (columns === undefined) return effect === 'allow' ? MISMATCHES['data-class'] : named
  const covered = (named === 'all' ? columns : named).filter((column) =>
    classesOf?.(columnName(resource, column)).some((each) => dataClasses.includes(each)),
  )
  return covered.length > 0 ? covered : MISMATCHES['data-class']
}

/** As packages/sql writes it: a dot within a name is no separator. */
function columnName(resource: string, column: string): string {
  return `${resource}.${column.replaceAll('.', '%2E')}`
}

/** What is done to columns; the other verbs are about the whole of a thing. */
const COLUMN_VERBS: ReadonlySet<Verb> = new Set(['read', 'insert', 'update', 'copy-in', 'copy-out'])

/**
 * "Any verb" leaves out `unknown`, which nobody should allow without saying so, and `session`, which needs no
 * rule: "hold everything" is not meant to hold BEGIN.
 */
export function coversVerb({ verbs }: Rule, verb: Verb): boolean {
  return isAny(verbs) ? verb !== 'unknown' && verb !== 'session' : verbs.includes(verb)
}

const ANY: readonly never[] = []

function isAny(list: readonly unknown[]): boolean {
  return list.length === 0
}

const MISMATCHES = {
  verb: { mismatch: 'verb' },
  condition: { mismatch: 'condition' },
  resource: { mismatch: 'resource' },
  'data-class': { mismatch: 'data-class' },
} as const
