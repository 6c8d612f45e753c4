import { isObject } from '../tree'
import { currentInstance, discardInstance } from './instances'
import { exceedsLimits } from './limits'

/** A piece of SQL inside a PL/pgSQL body. */
export interface Fragment {
  readonly text: string
  readonly isExpression: boolean
}

/**
 * Every piece of SQL of a PL/pgSQL function, given as its whole CREATE FUNCTION; null: it cannot be read, or runs
 * text that it puts together itself.
 */
export function parsePlpgsql(definition: string): readonly Fragment[] | null {
  const instance = currentInstance()
  if (!instance || exceedsLimits(definition) !== null) return null
  try {
    const size = instance.lengthBytesUTF8(definition) + 1
    const pointer = instance._malloc(size)
    instance.stringToUTF8(definition, pointer, size)
    const result = instance._wasm_parse_plpgsql(pointer)
    const answer = instance.UTF8ToString(result)
    instance._wasm_free_string(result)
    instance._free(pointer)
    if (!answer.startsWith('{')) return null // the parser's complaint
    const found: Fragment[] = []
    return collect(JSON.parse(answer), found) ? found : null
  } catch {
    discardInstance(instance)
    return null
  }
}

/** EXECUTE in all its forms: a statement of its own, in a loop, behind RETURN QUERY and OPEN. */
const DYNAMIC = /^PLpgSQL_stmt_dyn|^dynquery$/

function collect(part: unknown, found: Fragment[]): boolean {
  if (Array.isArray(part)) return part.every((each) => collect(each, found))
  if (!isObject(part)) return true
  return Object.entries(part).every(([key, value]) => {
    if (DYNAMIC.test(key)) return false
    if (key === 'PLpgSQL_type' && isObject(value)) {
      const type = String(value['typname'])
      // a variable of a domain is checked when it is set; of what `%type` copies, only its table knows
      if (!/%|^pg_catalog\.|^(record|refcursor|trigger|void)$/i.test(type))
        found.push({ text: `null::${type}`, isExpression: true })
      return true
    }
    if (key !== 'PLpgSQL_expr' || !isObject(value)) return collect(value, found)
    const fragment = fragmentOf(String(value['query']), Number(value['parseMode']))
    if (fragment) found.push(fragment)
    return fragment !== null
  })
}

/** RawParseMode: 0 a statement, 2 an expression, 3 to 5 an assignment. */
function fragmentOf(text: string, mode: number): Fragment | null {
  if (mode === 0) return { text, isExpression: false }
  if (mode === 2) return { text, isExpression: true }
  const parts = /^((?:[^:='"]|"[^"]*")+):?=([\s\S]+)$/.exec(text)
  return parts ? { text: `${parts[1]}, (${parts[2]})`, isExpression: true } : null
}
