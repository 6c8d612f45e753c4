import type { Operation, Verb } from '@sallyport/core'
import type { AnalysedStatement, Analysis } from './analysis'
import { AnalysisCache, MAX_SIZE, sizeOf } from './analysis-cache'
import type { Catalogue } from './catalogue'
import { readLineage } from './lineage/outputs'
import { everything, relationsOf } from './lineage/relations'
import { type Names, namesOf, resourceName } from './names'
import { Effects } from './operations/effects'
import { reachEventTriggers, readTrees } from './operations/reach'
import { redefinedBy } from './operations/redefined'
import { readReference } from './operations/reference'
import { isUnlimited } from './operations/unlimited'
import { exceedsLimits, LIMITS } from './parser/limits'
import { type ParsedStatement, parse, textsOf } from './parser/parse'
import { watchLiterals } from './shapes/literals'
import { Shape } from './shapes/shape'
import { ShapeCache } from './shapes/shape-cache'
import { kindOf } from './tree'

const cache = new AnalysisCache()
const shapes = new ShapeCache()
const asked = new Shape()
const encoder = new TextEncoder()

/**
 * What the text from `start` to `end` does, if another of the same shape was analysed before, without parsing it.
 * Null: it has to be parsed. `isUtf8` is asked about strings outside of ASCII.
 */
export function analyseKnown(
  text: Uint8Array,
  start: number,
  end: number,
  catalogue: Catalogue,
  isUtf8: (text: Uint8Array) => boolean,
): Analysis | null {
  if (!asked.read(text, start, end)) return null
  if (asked.hasUnicode && !isUtf8(text.subarray(start, end))) return null
  return shapes.get(catalogue, asked)
}

/**
 * What each statement of one message does. What is too large, too deep or not understood is one
 * `unknown` operation. Throws SYNTAX_ERROR when PostgreSQL's grammar refuses the text.
 */
export function analyse(text: string, catalogue: Catalogue): Analysis {
  const known = cache.get(catalogue, text)
  if (known) return known
  const names = namesOf(catalogue)
  const excess = exceedsLimits(text)
  if (excess !== null) return notUnderstood(excess, catalogue)
  const bytes = encoder.encode(text)
  const learnt = new Shape()
  const hasShape = learnt.read(bytes, 0, bytes.length)
  // One analysis for all texts of a shape, so that whoever keeps something by it finds it again.
  const alike = hasShape ? shapes.get(catalogue, learnt) : null
  if (alike) return alike
  const parsed = parse(text)
  if (!parsed) return notUnderstood('parser-failed', catalogue)
  if (parsed.length > LIMITS.statements) return notUnderstood('too-many-statements', catalogue)
  try {
    const watch = hasShape ? watchLiterals(parsed, bytes, learnt) : null
    const statements = parsed.map((statement) => readParsed(statement, names))
    const all = statements.length > 1 ? statements.map(amongSeveral) : statements
    const isRedefining = statements.length > 1 && statements.some(({ redefines }) => redefines.length > 0)
    const analysis = {
      statements: distrustLater(all, names),
      ...(isRedefining && { texts: textsOf(text) }),
    }
    if (watch?.wasRead === false && !isRedefining && sizeOf(analysis) <= MAX_SIZE)
      shapes.set(catalogue, learnt, analysis)
    cache.set(catalogue, text, analysis)
    return analysis
  } catch (error) {
    // our own reading of a tree that is deeper than the stack; the parser is not harmed by it
    if (error instanceof RangeError) return notUnderstood('too-deep', catalogue)
    throw error
  }
}

/** After these a relation may be another than the catalogue says. */
const CHANGES_RELATIONS: ReadonlySet<Verb> = new Set(['define', 'drop', 'execute', 'admin', 'unknown'])

const WRITES: ReadonlySet<Verb> = new Set(['insert', 'update', 'define'])

/** `create view v …; select * from v`: what comes behind a change in the same message cannot be traced. */
function distrustLater(statements: readonly AnalysedStatement[], names: Names): readonly AnalysedStatement[] {
  const first = statements.findIndex(({ operations }) =>
    operations.some(({ verb }) => CHANGES_RELATIONS.has(verb)),
  )
  if (first < 0) return statements
  return statements.map((statement, index) => {
    if (index <= first) return statement
    const outputs = statement.outputs?.length === 0 ? statement.outputs : null
    const writes = statement.operations.some(({ verb }) => WRITES.has(verb)) ? null : statement.writes
    return { ...statement, outputs, writes, relations: everything(names) }
  })
}

function readParsed(statement: ParsedStatement, names: Names): AnalysedStatement {
  const effects = new Effects(names)
  readTrees([statement], effects)
  if (isDefinition(statement, effects)) reachEventTriggers(effects)
  if (effects.operations.length === 0) effects.add('session', ['statement', kindOf(statement)])
  const reference = readReference(statement, effects.operations)
  return {
    kind: kindOf(statement),
    operations: isUnlimited(statement) ? effects.operations.map(withoutLimit) : effects.operations,
    relations: relationsOf(effects),
    definitions: effects.definitions,
    redefines: redefinedBy(statement, effects.operations),
    ...readLineage(statement, names),
    ...(reference && { reference }),
  }
}

/** The whole result is what the relation holds. */
function withoutLimit(operation: Operation): Operation {
  const isResult = operation.verb === 'read' || operation.verb === 'copy-out'
  return isResult ? { ...operation, conditions: [...operation.conditions, 'no-limit'] } : operation
}

function amongSeveral(statement: AnalysedStatement): AnalysedStatement {
  const operations = statement.operations.map(
    (operation): Operation => ({ ...operation, conditions: [...operation.conditions, 'several-statements'] }),
  )
  return { ...statement, operations }
}

/** Whether event triggers fire. */
function isDefinition(statement: ParsedStatement, { operations }: Effects): boolean {
  return 'RefreshMatViewStmt' in statement || operations.some(({ verb }) => DEFINES.has(verb))
}

const DEFINES: ReadonlySet<Verb> = new Set(['define', 'drop', 'grant', 'admin'])

/** A text that may do anything. Fails closed: only a rule that names `unknown` allows this. */
export function notUnderstood(why: string, catalogue: Catalogue): Analysis {
  const names = namesOf(catalogue)
  const resource = resourceName(catalogue.database, 'statement', why)
  const operations = [{ verb: 'unknown', resource, conditions: [] }] as const
  const relations = everything(names)
  return {
    statements: [
      {
        kind: 'unknown',
        operations,
        relations,
        definitions: [],
        redefines: 'anything',
        outputs: null,
        writes: null,
      },
    ],
  }
}
