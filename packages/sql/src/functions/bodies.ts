import type { Node } from '@pgsql/types'
import { SallyportError } from '@sallyport/core'
import type { CatalogueFunction } from '../catalogue'
import { exceedsLimits } from '../parser/limits'
import { parse } from '../parser/parse'
import { parsePlpgsql } from '../parser/parse-plpgsql'
import { as } from '../tree'

const bodies = new WeakMap<CatalogueFunction, readonly Node[] | null>()

/** What a function runs, as trees; null: it is in another language, runs text of its own making or cannot be read. */
export function bodyOf(fn: CatalogueFunction): readonly Node[] | null {
  const known = bodies.get(fn)
  if (known !== undefined) return known
  const read = readBody(fn)
  bodies.set(fn, read)
  return read
}

function readBody({ language, body, definition, kind }: CatalogueFunction): readonly Node[] | null {
  if (kind === 'aggregate') return null
  if (language === 'plpgsql') return definition ? readFragments(definition) : null
  if (language !== 'sql') return null
  if (body) return parseText(body)
  const created = definition ? as('CreateFunctionStmt', parseText(definition)?.[0]) : undefined
  return created?.sql_body ? [created.sql_body] : null
}

/** What a DO block of PL/pgSQL runs; null as for `bodyOf`. */
export function blockOf(body: string): readonly Node[] | null {
  let tag = 'do'
  while (body.includes(`$${tag}$`)) tag += 'o'
  return readFragments(`do $${tag}$${body}$${tag}$`)
}

function readFragments(definition: string): readonly Node[] | null {
  const fragments = parsePlpgsql(definition)
  const trees = fragments?.map(({ text, isExpression }) => parseText(isExpression ? `select ${text}` : text))
  return trees && trees.every((tree) => tree !== null) ? trees.flatMap((tree) => tree ?? []) : null
}

const expressions = new Map<string, Node | null>()
const MAX_EXPRESSIONS = 20_000

/** An expression as the catalogue writes it: a default, a check, a policy. */
export function expressionOf(text: string): Node | null {
  const known = expressions.get(text)
  if (known !== undefined) return known
  if (expressions.size >= MAX_EXPRESSIONS) expressions.clear()
  const tree = parseText(`select ${text}`)?.[0] ?? null
  expressions.set(text, tree)
  return tree
}

/** A statement as the catalogue writes it: a rule. */
export function parseText(text: string): readonly Node[] | null {
  if (exceedsLimits(text) !== null) return null
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof SallyportError && error.code === 'SYNTAX_ERROR') return null
    throw error
  }
}
