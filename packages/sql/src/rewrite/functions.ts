import type { CatalogueFunction } from '../catalogue'
import { OPERATORS, SAFE_FUNCTIONS, SAFE_STANDARD_FUNCTIONS, UNSAFE_FUNCTIONS } from '../functions/builtins'
import { SYSTEM_SCHEMAS } from '../names'
import { parsePlpgsql } from '../parser/tokens'
import { isObject } from '../tree'
import type { Guard } from './guard'
import { readBody } from './read-body'
import { COMPUTING_EXTENSIONS, TELLS_NOTHING } from './trusted'

/** What one function does by itself: null when that cannot be proved, else which functions it calls. */
type Calls = readonly (readonly string[])[] | null

/** Which functions cannot show a masked value: built-in ones by list, others by reading their bodies. */
export class ProvenFunctions {
  readonly #guard: Guard
  readonly #calls = new Map<string, Calls>()
  readonly #verdicts = new Map<string, boolean>()

  constructor(guard: Guard) {
    this.#guard = guard
  }

  /** Whichever function a call by this name may reach. */
  isProven(funcname: readonly string[]): boolean {
    const key = funcname.join('\0')
    const known = this.#verdicts.get(key)
    if (known !== undefined) return known
    const verdict = this.#prove(funcname)
    this.#verdicts.set(key, verdict)
    return verdict
  }

  /** Follows all calls; what calls itself adds nothing. */
  #prove(funcname: readonly string[]): boolean {
    const waiting: (readonly string[])[] = [funcname]
    const seen = new Set<string>()
    for (const next of waiting) {
      if (seen.has(next.join('\0'))) continue
      seen.add(next.join('\0'))
      const users = this.#usersFunctions(next)
      if (!isBuiltInProven(next, users.length > 0)) return false
      for (const each of users) {
        const calls = this.#callsOf(each)
        if (!calls) return false
        waiting.push(...calls)
      }
    }
    return true
  }

  #usersFunctions(funcname: readonly string[]): readonly CatalogueFunction[] {
    const [name = '', schema] = funcname.toReversed()
    if (schema !== undefined && SYSTEM_SCHEMAS.has(schema)) return []
    return this.#guard.names.catalogue.functions.filter(
      (each) =>
        each.name === name &&
        (schema === undefined ||
          each.schema === schema ||
          (schema === 'pg_temp' && each.schema.startsWith('pg_temp_'))),
    )
  }

  #callsOf(each: CatalogueFunction): Calls {
    const key = `${each.schema}\0${each.name}\0${each.oid ?? each.arguments ?? ''}`
    const known = this.#calls.get(key)
    if (known !== undefined) return known
    this.#calls.set(key, null)
    const calls = this.#read(each)
    this.#calls.set(key, calls)
    return calls
  }

  #read({ extension, language, body, definition, kind }: CatalogueFunction): Calls {
    if (extension) return COMPUTING_EXTENSIONS.has(extension) ? [] : null
    if (kind !== 'function' && kind !== 'procedure') return null
    if (language === 'sql') return body ? this.readSql(body) : this.#readAtomic(definition)
    return language === 'plpgsql' && definition ? this.readPlpgsql(definition) : null
  }

  readSql(body: string): Calls {
    return readBody(body, this.#guard)
  }

  #readAtomic(definition: string | null | undefined): Calls {
    return definition ? readBody(definition, this.#guard, 'atomic') : null
  }

  /** From `CREATE FUNCTION …` or `DO …`. What runs text that is put together cannot be proved. */
  readPlpgsql(definition: string): Calls {
    const functions = parsePlpgsql(definition)
    if (!functions || functions.length === 0) return null
    const texts: string[] = []
    if (!collectPlpgsql(functions, texts)) return null
    const calls: (readonly string[])[] = []
    for (const text of texts) {
      const read = readBody(text, this.#guard)
      if (!read) return null
      calls.push(...read)
    }
    return calls
  }

  /** Whether a user's function of this name may be called as `row.name`. */
  takesRow(name: string): boolean {
    const { functions, relations } = this.#guard.names.catalogue
    return functions.some((each) => {
      if (each.name !== name) return false
      if (each.arguments === undefined) return true
      if (each.arguments === '' || each.arguments.includes(',')) return false
      const type = each.arguments.split(' ').at(-1) ?? ''
      const isRow = relations.some((relation) => `${relation.schema}.${relation.name}` === type)
      return isRow || type === 'record' || type.startsWith('any') || type.includes('"')
    })
  }

  /** An operator that is not PostgreSQL's own runs somebody's function; so may one of the same name. */
  isProvenOperator(names: readonly string[]): boolean {
    const [name = '', schema] = names.toReversed()
    const users = (this.#guard.names.catalogue.operators ?? []).filter(
      (each) => each.name === name && (schema === undefined || each.schema === schema),
    )
    if (schema !== 'pg_catalog' && users.some((each) => !this.isProven(each.function.split('.'))))
      return false
    if (users.length > 0) return true
    return OPERATORS.has(name) || name === '!=' || !SYMBOLIC.test(name)
  }
}

const SYMBOLIC = /^[~!@#^&|`?+\-*/%<>=]+$/

function isBuiltInProven(funcname: readonly string[], isUsers: boolean): boolean {
  const [name = '', schema] = funcname.toReversed()
  if (schema === 'information_schema') return SAFE_STANDARD_FUNCTIONS.has(name)
  if (schema !== undefined && schema !== 'pg_catalog') return isUsers
  if (SAFE_FUNCTIONS.has(name) || TELLS_NOTHING.has(name)) return true
  return schema === undefined && isUsers && !UNSAFE_FUNCTIONS.has(name)
}

const DYNAMIC = new Set(['PLpgSQL_stmt_dynexecute', 'PLpgSQL_stmt_dynfors'])
const ASSIGNMENT = /^\s*[A-Za-z_"][\w$".\s]*?(?:\[[\w\s]*\])?\s*:?=/

/** All SQL of a PL/pgSQL tree; false when it also runs SQL that nobody can read here. */
function collectPlpgsql(part: unknown, texts: string[]): boolean {
  if (Array.isArray(part)) return part.every((each) => collectPlpgsql(each, texts))
  if (!isObject(part)) return true
  for (const [key, value] of Object.entries(part)) {
    if (DYNAMIC.has(key) || key === 'dynquery') return false
    if (key === 'PLpgSQL_expr' && isObject(value)) {
      const { query, parseMode = 0 } = value
      const text = typeof query === 'string' ? sqlOf(query, Number(parseMode)) : null
      if (text === null) return false
      texts.push(text)
    } else if (typeof value === 'object' && !collectPlpgsql(value, texts)) return false
  }
  return true
}

/** Modes as in RawParseMode: 0 a statement, 2 an expression, from 3 on an assignment. */
function sqlOf(query: string, mode: number): string | null {
  if (mode === 0) return query
  if (mode === 2) return `SELECT ${query}`
  const target = ASSIGNMENT.exec(query)?.[0]
  return target === undefined ? null : `SELECT ${query.slice(target.length)}`
}
