import { type MaskingRule, SallyportError } from '@sallyport/core'
import { isToken } from '@sallyport/masking'
import {
  type ColumnConstant,
  type PositionMap,
  parametersFor,
  type ReadConstants,
  readConstants,
} from '@sallyport/sql'
import type { Lineage, Masker } from '../../session/masker'
import type { Parameter } from '../../session/statement'
import type { TargetCatalogue } from './catalogue'

/** A masked column that a constant or parameter stands against. */
interface Against {
  readonly column: string
  readonly rule: MaskingRule
  readonly typeOid: number
  readonly typeModifier: number
  readonly isArray: boolean
  /** A value that is there would give way to it. */
  readonly replaces: boolean
}

/** What of a statement is compared with columns whose tokens may be, or put into masked columns. */
export interface Tokens {
  /** What the client's own parameters are compared with, by their numbers. */
  readonly compared: ReadonlyMap<number, readonly Against[]>
  /** Parameters that stand elsewhere too, where the value behind a token might be seen. */
  readonly seen: ReadonlySet<number>
  /** What the client's own parameters are put into. */
  readonly written: readonly { readonly parameter: number; readonly into: Against }[]
  /** The values behind the tokens of its text, which go to the target as parameters after the client's own. */
  readonly values: readonly Buffer[]
  /** Their types, where the target would not find the right one by itself; 0: it does. */
  readonly types: readonly number[]
  /** The tokens of its text. */
  readonly texts: ReadonlySet<string>
  /** The highest number of a parameter of the client's own. */
  readonly own: number
  /** The text with parameters in place of its tokens; null: it has none. */
  readonly forwarded: { readonly text: string; readonly positions: PositionMap } | null
}

export const STORES_MASK = new SallyportError(
  'MASKING_FAILED',
  'the statement would store a masked value in place of the real one',
  { hint: 'Leave the masked column out of the statement, and its value stays as it is.' },
)
const unclear = (message: string, hint: string) => new SallyportError('MASKING_FAILED', message, { hint })
const SEVERAL = unclear(
  'the token was made before its key was changed, and may stand for several values here',
  'Write it into the text of the statement, as in IN (token).',
)
const SEEN = unclear(
  'a parameter that is a token also stands where its value could be seen',
  'Give the token a parameter of its own, which is only compared with its column.',
)
const ALONE = unclear('a token is understood in one statement at a time', 'Send the statement alone.')
const NOT_HERE = unclear(
  'a token is understood in SELECT, INSERT, UPDATE, DELETE and MERGE only',
  'Compare the token in such a statement of its own.',
)
const UNREPLACED = unclear(
  'the token could not be replaced in the statement as it is written',
  "Write it plainly, as in WHERE column = 'token', or as a parameter.",
)
const WRONG_COUNT = unclear(
  'there are more or fewer parameters than the statement has',
  'Give each of its parameters one value.',
)
export const IN_PIPELINE = unclear(
  'a token is not understood in a Query behind messages that no Sync has ended',
  'Send Sync first, or give the token as a parameter.',
)
export const TOKEN_IN_PREPARED = unclear(
  'a token is not understood in the text of a statement that is prepared under a name',
  'Give the token as a parameter.',
)
const TOO_LARGE = unclear(
  'a token is not understood in a text of this size, or among so many values',
  'Ask for fewer at a time.',
)
const SETTING = unclear(
  'the setting could show the values behind tokens',
  'Leave it as it is in this session.',
)
/** Settings that put parameters or whole statements into messages. */
const SHOWS_VALUES = /log_parameter_max_length_on_error|debug_print_|auto_explain\./i
const STRINGS = /'((?:[^']|'')*)'/g
/** A larger text is not read again: everybody's sessions would wait. */
const LARGE = 64 * 1024
const MOST_COMPARED = 1_000
const NUMBERS: ReadonlySet<number> = new Set([20, 21, 23, 1700])
const NUMBER_ARRAYS: ReadonlyMap<number, number> = new Map([
  [20, 1016],
  [21, 1005],
  [23, 1007],
  [1700, 1231],
])

const holdsToken = (text: string) => [...text.matchAll(STRINGS)].some(([, value = '']) => isToken(value))

interface Known {
  readonly masker: Masker
  readonly catalogue: TargetCatalogue
}

/**
 * Reads the constants of a statement that stand against masked columns. Tokens give way to parameters, so that the values
 * behind them are in no text that anybody can read at the target. Throws STORES_MASK and where a token cannot be
 * understood; one that is none of its column's class is left as it is, and equals nothing. Null: nothing of the kind.
 */
export function readTokens(text: string, lineages: readonly Lineage[], known: Known): Tokens | null {
  const { masker, catalogue } = known
  const tokens = masker.tokens(catalogue)
  const masks = masker.masks(catalogue)
  if (tokens !== null && SHOWS_VALUES.test(text)) throw SETTING
  if (masks.size === 0 || !lineages.some((lineage) => masker.reachesMasked(catalogue, lineage))) return null
  if (text.length > LARGE) {
    if (tokens !== null && holdsToken(text)) throw TOO_LARGE
    return null
  }
  const statements = readConstants(text, catalogue)
  const isUnread = tokens !== null && statements.includes(null) && !/^\s*explain\b/i.test(text)
  if (isUnread && holdsToken(text)) throw NOT_HERE
  const read = statements.flatMap((each) => each ?? [])
  const against = (each: ColumnConstant, rules: ReadonlyMap<string, MaskingRule> | null) =>
    againstOf(each, rules, catalogue)
  const written = read.flatMap((each) =>
    each.written.flatMap((constant) => {
      const into = against(constant, masks)
      return into ? { constant, into } : []
    }),
  )
  for (const { constant, into } of written) {
    if ('text' in constant.value && stores(Buffer.from(constant.value.text), into, 0, masker))
      throw STORES_MASK
  }
  const compared = read.flatMap((each) =>
    each.compared.flatMap((constant) => {
      const to = against(constant, tokens)
      return to ? { each, constant, to } : []
    }),
  )
  if (written.length + compared.length === 0) return null
  if (compared.length > MOST_COMPARED) {
    if (holdsToken(text)) throw TOO_LARGE
    return null
  }
  const byNumber = new Map<number, Against[]>()
  const seen = new Set(read.flatMap((each) => [...each.seen]))
  for (const { constant, to } of compared) {
    if ('parameter' in constant.value) push(byNumber, constant.value.parameter, to)
  }
  for (const each of read)
    for (const { column, value } of each.compared) {
      if ('parameter' in value && !tokens?.has(column)) seen.add(value.parameter)
    }
  const own = Math.max(0, ...read.map(({ parameters }) => parameters))
  const replaced = replaceTokens(compared, own, masker, statements.length === 1)
  return {
    compared: byNumber,
    seen,
    written: written.flatMap(({ constant: { value }, into }) =>
      'parameter' in value ? { parameter: value.parameter, into } : [],
    ),
    values: replaced?.values ?? [],
    types: replaced?.types ?? [],
    texts: replaced?.texts ?? new Set(),
    own,
    forwarded: replaced?.forwarded ?? null,
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

function againstOf(
  { column, isArray, replaces }: ColumnConstant,
  rules: ReadonlyMap<string, MaskingRule> | null,
  catalogue: TargetCatalogue,
): Against | null {
  const rule = rules?.get(column)
  if (!rule) return null
  const dot = column.lastIndexOf('.')
  const relation = catalogue.relations.find(
    ({ schema, name }) => `${schema}.${name}` === column.slice(0, dot),
  )
  const detail = relation?.details?.[relation.columns.indexOf(column.slice(dot + 1))]
  if (!detail) return null
  return { column, rule, typeOid: detail.typeOid, typeModifier: detail.typeModifier, isArray, replaces }
}

function replaceTokens(
  compared: readonly {
    readonly each: ReadConstants
    readonly constant: ColumnConstant
    readonly to: Against
  }[],
  own: number,
  masker: Masker,
  isAlone: boolean,
): Pick<Tokens, 'values' | 'types' | 'texts' | 'forwarded'> | null {
  const values: Buffer[] = []
  const types: number[] = []
  const texts = new Set<string>()
  const by = new Map<ColumnConstant['node'], { readonly first: number; readonly count: number }>()
  for (const { constant, to } of compared) {
    if (!('text' in constant.value)) continue
    const found = valuesOf(Buffer.from(constant.value.text), to, 0, 0, masker)
    if (found.length === 0) continue
    if (found.length > 1 && !constant.isListed) throw SEVERAL
    by.set(constant.node, { first: own + values.length + 1, count: found.length })
    values.push(...found)
    types.push(...found.map(() => typeFor(to)))
    texts.add(constant.value.text)
  }
  const [first] = compared
  if (!first || by.size === 0) return null
  if (!isAlone) throw ALONE
  const forwarded = parametersFor(first.each, by)
  if (!forwarded) throw UNREPLACED
  return { values, types, texts, forwarded }
}

/** Among numbers and in arrays the target would take a parameter for something else than its column is. */
function typeFor({ typeOid, isArray }: Against): number {
  if (!NUMBERS.has(typeOid)) return 0
  return isArray ? (NUMBER_ARRAYS.get(typeOid) ?? 0) : typeOid
}

/** The types of all parameters as Parse names them, the client's own first. */
export function parameterTypesOf(
  { tokens }: { readonly tokens: Tokens | null },
  given: readonly number[] = [],
): readonly number[] {
  if (!tokens || tokens.values.length === 0) return given
  return [...Array.from({ length: tokens.own }, (_, at) => given[at] ?? 0), ...tokens.types]
}

/** The values that a token or an array of them may stand for; none: it is no token. */
function valuesOf(
  bytes: Buffer,
  to: Against,
  format: 0 | 1,
  typeOid: number,
  masker: Masker,
): readonly Buffer[] {
  const { rule, isArray, typeModifier } = to
  const column = { typeOid: isArray || typeOid === 0 ? to.typeOid : typeOid, typeModifier, format }
  if (!isArray) return masker.detokenise(bytes, column, rule).map((value) => Buffer.from(value))
  const replaced = masker.detokeniseArray(bytes, column, rule)
  if (!replaced) throw SEVERAL
  return bytes.equals(replaced) ? [] : [Buffer.from(replaced)]
}

function stores(bytes: Buffer, into: Against, format: number, masker: Masker, typeOid = 0): boolean {
  const own = typeOid === 0 || typeOid === into.typeOid
  const column = {
    typeOid: own ? into.typeOid : typeOid,
    typeModifier: own ? into.typeModifier : -1,
    format: format === 1 ? 1 : 0,
  } as const
  return masker.isMask(bytes, column, into.rule, into.replaces)
}

/** Whether one of the parameters is a mask, and would be stored in its column. */
export function writesMask({ written }: Tokens, parameters: readonly Parameter[], masker: Masker): boolean {
  return written.some(({ parameter, into }) => {
    const { bytes, format, typeOid } = parameters[parameter - 1] ?? {}
    return bytes ? stores(bytes, into, format ?? 0, masker, typeOid) : false
  })
}

/** The client's parameters with values in place of tokens, and those of its text behind them; null: nothing changes. */
export function withValues(
  { compared, seen, values, own }: Tokens,
  parameters: readonly Parameter[],
  masker: Masker,
): readonly Parameter[] | null {
  if (values.length > 0 && parameters.length !== own) throw WRONG_COUNT
  let isChanged = values.length > 0
  const sent = parameters.map((parameter, at): Parameter => {
    const [to, ...others] = compared.get(at + 1) ?? []
    const { bytes, format, typeOid } = parameter
    if (!to || !bytes) return parameter
    const [value, ...more] = valuesOf(bytes, to, format === 1 ? 1 : 0, typeOid, masker)
    if (!value) return parameter
    if (seen.has(at + 1) || !others.every((other) => isAlike(other, to))) {
      if (isToken(bytes.toString())) throw SEEN
      return parameter
    }
    if (more.length > 0) throw SEVERAL
    isChanged = true
    return { ...parameter, bytes: value }
  })
  const hidden = values.map((bytes) => ({ typeOid: 0, typeName: '', format: 0, bytes }))
  return isChanged ? [...sent, ...hidden] : null
}

function isAlike(left: Against, right: Against): boolean {
  return (
    left.rule.dataClass === right.rule.dataClass &&
    left.typeOid === right.typeOid &&
    left.typeModifier === right.typeModifier &&
    left.isArray === right.isArray
  )
}
