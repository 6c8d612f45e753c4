import { SallyportError } from '@sallyport/core'
import { exceedsLimits } from '../parser/limits'
import { parse } from '../parser/parse'
import { as } from '../tree'
import type { Guard } from './guard'
import { Refused } from './masks'
import { StatementReader } from './statement-reader'

/**
 * Which functions a body calls, when nothing of it touches anything masked; else null. `atomic`: the text is a
 * CREATE FUNCTION with BEGIN ATOMIC or RETURN.
 */
export function readBody(
  text: string,
  guard: Guard,
  form: 'statements' | 'atomic' = 'statements',
): readonly (readonly string[])[] | null {
  if (exceedsLimits(text) !== null) return null
  try {
    const statements = parse(text)
    if (!statements) return null
    const calls: (readonly string[])[] = []
    for (const statement of statements) {
      const reader = new StatementReader(guard, { calls })
      const created = form === 'atomic' ? as('CreateFunctionStmt', statement) : undefined
      if (created) reader.readExpression(created.sql_body)
      else reader.read(statement)
      if (reader.splices.length > 0 || reader.copies.length > 0) return null
    }
    return calls
  } catch (error) {
    if (error instanceof Refused || error instanceof RangeError) return null
    if (error instanceof SallyportError && error.code === 'SYNTAX_ERROR') return null
    throw error
  }
}
