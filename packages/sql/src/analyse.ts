import type { AnalysedStatement, Analysis } from './analysis'
import type { Catalogue } from './catalogue'
import { addColumnNotation } from './functions/calls'
import { readOutputs } from './lineage/outputs'
import { tablesBehind } from './lineage/views'
import { join, type Names, namesOf } from './names'
import { Effects } from './operations/effects'
import { readReference } from './operations/reference'
import { type Walk, walk } from './operations/walk'
import { exceedsLimits, LIMITS } from './parser/limits'
import { type ParsedStatement, parse } from './parser/parse'
import { kindOf } from './tree'

/**
 * What each statement of one message does. What is too large, too deep or not understood is one
 * `unknown` operation. Throws SYNTAX_ERROR when PostgreSQL's grammar refuses the text.
 */
export function analyse(text: string, catalogue: Catalogue): Analysis {
  const names = namesOf(catalogue)
  if (exceedsLimits(text) !== null) return notUnderstood(names)
  const parsed = parse(text)
  if (!parsed || parsed.length > LIMITS.statements) return notUnderstood(names)
  try {
    return { statements: parsed.map((statement) => readParsed(statement, names)) }
  } catch (error) {
    // our own reading of a tree that is deeper than the stack; the parser is not harmed by it
    if (error instanceof RangeError) return notUnderstood(names)
    throw error
  }
}

function readParsed(statement: ParsedStatement, names: Names): AnalysedStatement {
  const effects = new Effects(names)
  const at: Walk = { effects, ctes: null, notations: [] }
  walk(statement, at)
  for (const notation of at.notations) addColumnNotation(notation, effects)
  if (effects.operations.length === 0) effects.add('session', ['session', 'nothing'])
  const reference = readReference(statement, effects.operations)
  return {
    kind: kindOf(statement),
    operations: effects.operations,
    relations: [...new Set(effects.relations.flatMap((named) => tablesBehind(named, names)))],
    outputs: readOutputs(statement, names),
    ...(reference && { reference }),
  }
}

function notUnderstood({ catalogue }: Names): Analysis {
  const resource = join(catalogue.database, 'statement', 'unknown')
  const operations = [{ verb: 'unknown', resource, conditions: [] }] as const
  return { statements: [{ kind: 'unknown', operations, relations: [], outputs: null }] }
}
