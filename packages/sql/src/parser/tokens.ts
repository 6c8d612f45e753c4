import { currentInstance, discardInstance, type PgQueryModule } from './instances'

/** One token of PostgreSQL's own lexer; comments are left out. Offsets are in bytes of UTF-8. */
export interface Token {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** null: the lexer failed. The text must be within `LIMITS` and parse. */
export function scanTokens(text: string): readonly Token[] | null {
  const answer = askText(text, (instance, pointer) => instance._wasm_scan(pointer))
  if (!answer?.startsWith('{')) return null
  const { tokens = [] } = JSON.parse(answer) as {
    readonly tokens?: readonly (Token & { readonly tokenName: string })[]
  }
  return tokens.filter(({ tokenName }) => tokenName !== 'SQL_COMMENT' && tokenName !== 'C_COMMENT')
}

/** The tree of every PL/pgSQL function that a CREATE FUNCTION or DO statement defines; null: it cannot be read. */
export function parsePlpgsql(text: string): readonly unknown[] | null {
  const answer = askText(text, (instance, pointer) => instance._wasm_parse_plpgsql(pointer))
  if (!answer?.startsWith('{')) return null
  return (JSON.parse(answer) as { readonly plpgsql_funcs?: readonly unknown[] }).plpgsql_funcs ?? null
}

function askText(text: string, ask: (instance: PgQueryModule, pointer: number) => number): string | null {
  const instance = currentInstance()
  if (!instance) return null
  try {
    const size = instance.lengthBytesUTF8(text) + 1
    const pointer = instance._malloc(size)
    instance.stringToUTF8(text, pointer, size)
    const result = ask(instance, pointer)
    instance._free(pointer)
    if (!result) return null
    const answer = instance.UTF8ToString(result)
    instance._wasm_free_string(result)
    return answer
  } catch {
    discardInstance(instance)
    return null
  }
}
