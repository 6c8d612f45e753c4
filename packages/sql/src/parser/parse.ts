import type { Node, RawStmt } from '@pgsql/types'
import { SallyportError } from '@sallyport/core'
import { currentInstance, discardInstance, isLoaded, type PgQueryModule } from './instances'

/** One statement of the text, as the grammar read it. */
export type ParsedStatement = Node

/** WebAssembly memory never shrinks: a parser that grew past this is replaced. */
const MAX_KEPT_BYTES = 128 * 1024 * 1024

/**
 * PostgreSQL's own reading of the text, or null when the parser failed at it in any way that is not its
 * verdict on the text. Throws SYNTAX_ERROR for that verdict.
 */
export function parse(text: string): readonly ParsedStatement[] | null {
  return parseRaw(text)?.flatMap(({ stmt }) => (stmt ? [stmt] : [])) ?? null
}

/** The text of each of its statements, in their order; empty where the parser fails at it. */
export function textsOf(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text)
  const decoder = new TextDecoder()
  return (parseRaw(text) ?? []).flatMap(({ stmt, stmt_location: start = 0, stmt_len: length }) =>
    stmt ? [decoder.decode(bytes.subarray(start, length ? start + length : undefined))] : [],
  )
}

function parseRaw(text: string): readonly RawStmt[] | null {
  if (!isLoaded())
    throw new SallyportError('INTERNAL', 'The SQL parser is not loaded: call loadParser() first')
  const instance = currentInstance()
  if (!instance) return null
  let answer: Answer
  try {
    answer = ask(instance, text)
  } catch {
    discardInstance(instance) // a stack overflow inside it leaves its memory in an unknown state
    return null
  }
  if (instance.HEAPU8.length > MAX_KEPT_BYTES) discardInstance(instance)
  if ('message' in answer) {
    throw new SallyportError(
      'SYNTAX_ERROR',
      answer.message,
      answer.position > 0 ? { position: answer.position } : {},
    )
  }
  return answer.statements
}

type Answer =
  | { readonly statements: readonly RawStmt[] }
  | { readonly message: string; readonly position: number }

/** Struct offsets as in libpg-query's own wasm/index.js: { tree, stderr, error } and { message, …, cursorpos }. */
function ask(instance: PgQueryModule, text: string): Answer {
  const size = instance.lengthBytesUTF8(text) + 1
  const pointer = instance._malloc(size)
  instance.stringToUTF8(text, pointer, size)
  const result = instance._wasm_parse_query_raw(pointer)
  const error = instance.getValue(result + 8, 'i32')
  const answer = error
    ? {
        message: instance.UTF8ToString(instance.getValue(error, 'i32')),
        position: instance.getValue(error + 16, 'i32'),
      }
    : { statements: readTree(instance.UTF8ToString(instance.getValue(result, 'i32'))) }
  instance._free(pointer)
  instance._wasm_free_parse_result(result)
  return answer
}

function readTree(json: string): readonly RawStmt[] {
  return (JSON.parse(json) as { readonly stmts?: readonly RawStmt[] }).stmts ?? []
}
