import type { Node, RangeVar } from '@pgsql/types'
import { SallyportError } from '@sallyport/core'
import type { Relation } from '../catalogue'
import { plainName } from '../names'
import { exceedsLimits } from '../parser/limits'
import { parse } from '../parser/parse'
import { words } from '../tree'
import type { Comparison } from './comparisons'
import { type Guard, type Masking, selectList } from './guard'
import { type Compares, quoted, type Refusal, Refused } from './masks'
import { assertSame, type Expected } from './proof'
import { type Edit, type PositionMap, SourceText } from './source-text'
import { type Splice, StatementReader } from './statement-reader'

export type Rewritten =
  /** Nothing of it reads masked columns: it may go on as it is. */
  | { readonly kind: 'unchanged'; readonly targets: readonly string[] }
  | {
      readonly kind: 'rewritten'
      readonly text: string
      readonly positions: PositionMap
      /** Masked relations that it changes: what it returns of them is masked in the result. */
      readonly targets: readonly string[]
      /** Comparisons of real values that it makes. */
      readonly compares: readonly Compares[]
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

interface Options {
  /** A view's own definition: only a query. */
  readonly isDefinition?: boolean
}

/** See `rewriteAtSource`; views come here too. */
export function rewriteText(text: string, guard: Guard, { isDefinition = false }: Options = {}): Rewritten {
  try {
    if (exceedsLimits(text) !== null) throw unread()
    const statements = parse(text)
    if (!statements) throw unread()
    const reader = new StatementReader(guard, { text })
    for (const statement of statements) {
      if (isDefinition) reader.visit(statement)
      else reader.read(statement)
    }
    const targets = [...new Set(reader.targets.map(({ schema, name }) => plainName(schema, name)))]
    if (reader.splices.length + reader.copies.length === 0) return { kind: 'unchanged', targets }
    return { kind: 'rewritten', targets, ...splice(text, statements, reader) }
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', refusal: error.refusal }
    if (error instanceof RangeError) return { kind: 'refused', refusal: unread().refusal }
    if (error instanceof SallyportError && error.code === 'SYNTAX_ERROR' && isDefinition)
      return { kind: 'refused', refusal: unread().refusal }
    throw error
  }
}

function unread(): Refused {
  return new Refused('the statement is too large or too deep to be masked', 'Send it in smaller parts.')
}

function splice(text: string, statements: readonly Node[], reader: StatementReader) {
  const source = new SourceText(text)
  const expected: Expected = {
    items: new Map(),
    copies: new Map(),
    references: new Set(),
    conditions: new Set(),
  }
  const edits: Edit[] = []
  for (const each of reader.splices) edits.push(...editsOf(each, source, expected))
  for (const { copy, relation, masking } of reader.copies) {
    edits.push(
      editOfCopy(copy.relation ?? {}, copy.attlist, relation, masking, source, (query) => {
        expected.copies.set(copy, query)
      }),
    )
  }
  edits.push(...editsOfReferences(reader, source, expected))
  const { text: rewritten, positions } = source.apply(edits)
  assertSame(statements, rewritten, expected)
  const compares = reader.splices.flatMap(({ relation, comparisons }) =>
    comparisons
      .filter(({ expression }) => expected.conditions.has(expression))
      .flatMap(({ column, values }) =>
        values.map(({ value }) => ({
          column: `${plainName(relation.schema, relation.name)}.${column}`,
          value,
        })),
      ),
  )
  return { text: rewritten, positions, compares }
}

/** `column = constant` as it is written: where it begins and ends, and its constants; null: not in its plainest form. */
function extentOfComparison({ reference, expression, values }: Comparison, source: SourceText) {
  const { tokens } = source
  const first = source.tokenAt(reference.location ?? 0)
  let at = skipIdentifier(first, source)
  for (let part = 1; part < (reference.fields ?? []).length; part++) at = skipIdentifier(at + 2, source)
  const isList = expression.kind === 'AEXPR_IN'
  if (tokens[++at]?.text.toLowerCase() !== (isList ? 'in' : '=')) return null
  if (isList && tokens[++at]?.text !== '(') return null
  const constants: string[] = []
  for (const { location } of values) {
    const token = tokens[++at]
    if (token?.start !== location) return null
    constants.push(token.text)
    if (isList && !/^[,)]$/.test(tokens[++at]?.text ?? '')) return null
  }
  return { start: tokens[first]?.start ?? 0, end: tokens[at]?.end ?? 0, constants }
}

/** Where a mention stands in the text: from ONLY or the name to the end of its alias and sample. */
function extentOf(range: RangeVar, isSampled: boolean, source: SourceText) {
  const { tokens } = source
  const is = (at: number, text: string) => tokens[at]?.text.toLowerCase() === text
  const name = source.tokenAt(range.location ?? 0)
  let first = name
  let close = false
  if (range.inh === undefined) {
    if (is(first - 1, '(')) {
      first--
      close = true
    }
    first--
    if (!is(first, 'only')) throw lost()
  }
  const parts = [range.catalogname, range.schemaname, range.relname].filter((part) => part !== undefined)
  let last = skipIdentifier(name, source)
  for (let part = 1; part < parts.length; part++) {
    if (!is(last + 1, '.')) throw lost()
    last = skipIdentifier(last + 2, source)
  }
  const endOfName = last
  if (close) last++
  if (is(last + 1, '*')) last++
  const endOfRelation = last
  if (range.alias) {
    if (is(last + 1, 'as')) last++
    last = skipIdentifier(last + 1, source)
    if (range.alias.colnames) last = closing(last + 1, source)
  }
  if (isSampled) {
    if (!is(last + 1, 'tablesample')) throw lost()
    last++
    while (!is(last, '(')) if (++last >= tokens.length) throw lost()
    last = closing(last, source)
    if (is(last + 1, 'repeatable')) last = closing(last + 2, source)
  }
  return { first, name, endOfName, endOfRelation, last, isTable: is(first - 1, 'table') }
}

/** An identifier is one token, or three with UESCAPE. */
function skipIdentifier(at: number, { tokens }: SourceText): number {
  const isEscaped = tokens[at + 1]?.text.toLowerCase() === 'uescape'
  return isEscaped && /^u&"/i.test(tokens[at]?.text ?? '') ? at + 2 : at
}

function closing(open: number, { tokens }: SourceText): number {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    const { text } = tokens[at] ?? { text: '' }
    if (text === '(') depth++
    if (text === ')' && --depth === 0) return at
  }
  throw lost()
}

function lost(): Refused {
  return new Refused(
    'a mention of a masked table was not found in the text as it was read',
    'Write it in a simpler form, as in FROM schema.table AS t.',
  )
}

function editsOf(
  { range, sample, relation, masking, comparisons }: Splice,
  source: SourceText,
  expected: Expected,
): readonly Edit[] {
  if (masking.kind !== 'columns' && masking.kind !== 'view') throw lost()
  const { tokens } = source
  const extent = extentOf(range, sample !== null, source)
  const start = tokens[extent.first]?.start ?? 0
  const end = tokens[extent.last]?.end ?? 0
  const aliasName = range.alias?.aliasname ?? range.relname ?? ''
  const columnAliases = words(range.alias?.colnames)
  const inner =
    masking.kind === 'columns'
      ? source.slice(start, end)
      : `(${masking.definition})${source.slice(tokens[extent.endOfRelation]?.end ?? 0, end)}${range.alias ? '' : ` AS ${quoted(aliasName)}`}`
  const isWhole = masking.kind === 'view' && masking.masks.size === 0
  const conditions: string[] = []
  const replaced: Edit[] = []
  for (const comparison of comparisons) {
    const found = extentOfComparison(comparison, source)
    if (!found) continue
    expected.conditions.add(comparison.expression)
    const value = `${quoted(aliasName)}.${quoted(comparison.column)}`
    conditions.push(
      `(${found.constants.map((each) => `${value} OPERATOR(pg_catalog.=) ${each}`).join(' OR ')})`,
    )
    replaced.push({ start: found.start, end: found.end, text: 'true' })
  }
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
  const item = isWhole
    ? inner
    : `(SELECT ${selectList(relation, masking.masks, columnAliases)} FROM ${inner}${where}) AS ${quoted(aliasName)}`
  expected.items.set(range, { item, inner: masking.kind === 'columns' ? inner : null })
  const edit = { start, end, text: item }
  if (!extent.isTable) return [edit, ...replaced]
  const keyword = tokens[extent.first - 1]
  return [{ start: keyword?.start ?? 0, end: keyword?.end ?? 0, text: 'SELECT * FROM' }, edit]
}

/** COPY of a table becomes COPY of a query that gives the same columns of the same rows. */
function editOfCopy(
  range: RangeVar,
  attlist: readonly Node[] | undefined,
  relation: Relation,
  masking: Masking,
  source: SourceText,
  expect: (query: string) => void,
): Edit {
  if (masking.kind !== 'columns' && masking.kind !== 'view') throw lost()
  const { tokens } = source
  const { first, endOfName } = extentOf({ ...range, inh: true }, false, source)
  const last = attlist ? closing(endOfName + 1, source) : endOfName
  const named = words(attlist)
  const columns =
    named.length > 0
      ? named
      : relation.columns.filter((column, at) => column !== '' && !relation.details?.[at]?.isGenerated)
  const whole = plainQuoted(relation)
  const rows =
    masking.kind === 'view'
      ? `(${masking.definition}) AS v`
      : relation.variety === 'table'
        ? `ONLY ${whole}`
        : whole
  const masked = `SELECT ${selectList(relation, masking.masks, [])} FROM ${rows}`
  const query = `SELECT ${columns.map(quoted).join(', ')} FROM (${masked}) AS ${quoted(relation.name)}`
  expect(query)
  return { start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0, text: `(${query})` }
}

function plainQuoted({ schema, name }: Relation): string {
  return `${quoted(schema)}.${quoted(name)}`
}

/** `schema.table.column` cannot name a column of a sub-select: the schema goes. */
function editsOfReferences(reader: StatementReader, source: SourceText, expected: Expected): readonly Edit[] {
  const bare = reader.splices.filter(({ range }) => !range.alias).map(({ relation }) => relation)
  return reader.references.flatMap((reference): readonly Edit[] => {
    const fields = reference.fields ?? []
    const leading = fields.length - 2
    if (leading < 1) return []
    const [schema, table] = words(fields).slice(leading - 1)
    if (!bare.some((each) => each.schema === schema && each.name === table)) return []
    expected.references.add(reference)
    const first = source.tokenAt(reference.location ?? 0)
    let at = first
    for (let part = 0; part < leading; part++) at = skipIdentifier(at, source) + 2
    return [{ start: source.tokens[first]?.start ?? 0, end: source.tokens[at]?.start ?? 0, text: '' }]
  })
}
