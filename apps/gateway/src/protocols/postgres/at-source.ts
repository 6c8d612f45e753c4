import { SallyportError } from '@sallyport/core'
import { isToken } from '@sallyport/masking'
import {
  type AnalysedStatement,
  type Compares,
  changesOnlyPlain,
  linkedToMasked,
  type PositionMap,
  readsOnlyPlain,
  rewriteAtSource,
  type SourceMasks,
} from '@sallyport/sql'
import { LARGE } from '../../analysis/analyst'
import type { ComparedValue } from '../../session/comparisons'
import type { Lineage, Masker } from '../../session/masker'
import type { Parameter } from '../../session/statement'
import type { TargetCatalogue } from './catalogue'
import { readTokens, type Tokens, writesMask } from './tokens'

/** A text that reads through masks: what goes to the target in place of what the client sent. */
export interface Forwarded {
  readonly text: string
  readonly positions: PositionMap
}

export interface AtSource {
  /** null: the client's own text goes on. */
  readonly forwarded: Forwarded | null
  /** What is left to mask in the results. */
  readonly lineages: readonly Lineage[]
  /** Relations with masked columns that the text changes. */
  readonly targets: readonly string[]
  /** Comparisons of real values that it makes. */
  readonly compares: readonly Compares[]
  /** By what it was rewritten; null: nothing is masked at its source. */
  readonly masks: SourceMasks | null
  /** What of it stands against masked columns; null: nothing. */
  readonly tokens: Tokens | null
}

const UNCHANGED = { kind: 'unchanged', targets: [] } as const
const CHANGES = new Set(['insert', 'update', 'delete', 'copy-in'])
const CATALOGUE_AWAY = new SallyportError(
  'MASKING_FAILED',
  'the statement names a relation that is not known, and the catalogue cannot be read now',
  { hint: 'Try again in a moment.' },
)
const MASKS_STORED = new SallyportError(
  'MASKING_FAILED',
  'the statement would store masks in place of values',
  { hint: 'Leave the masked columns out; CREATE TABLE AS can keep a masked copy.' },
)

/** Rewrites a text so that the target itself computes over masks. Throws where that cannot be proved. */
export function readAtSource(
  text: string,
  isUtf8: boolean,
  statements: readonly AnalysedStatement[],
  lineages: readonly Lineage[],
  { masker, catalogue }: { readonly masker: Masker; readonly catalogue: TargetCatalogue },
): AtSource {
  const masks = masker.atSource(catalogue)
  const tokens = isUtf8 ? readTokens(text, lineages, { masker, catalogue }) : null
  const given = tokens?.forwarded ?? null
  if (!masks) return { forwarded: given, lineages, targets: [], compares: [], masks, tokens }
  if (readsOnlyPlain(statements, catalogue, masks) && isUtf8) {
    const left = lineages.map((lineage) => masker.afterSource(catalogue, lineage, []))
    return { forwarded: given, lineages: left, targets: [], compares: [], masks, tokens }
  }
  if (!isUtf8) throw new SallyportError('INVALID_ENCODING', 'invalid byte sequence for encoding "UTF8"')
  const isUnknown = statements.some(({ relations }) => relations.some((name) => !catalogue.names.has(name)))
  if (catalogue.isStale && isUnknown) throw CATALOGUE_AWAY
  // It would be parsed once more, and everybody waits for that.
  const isPlain = text.length > LARGE && changesOnlyPlain(statements, catalogue, masks)
  const rewritten = isPlain ? UNCHANGED : rewriteAtSource(given?.text ?? text, catalogue, masks)
  if (rewritten.kind === 'refused') {
    const { message, hint } = rewritten.refusal
    throw new SallyportError('MASKING_FAILED', message, hint ? { hint } : {})
  }
  const { targets } = rewritten
  const left = statements.map((statement, at) => {
    const lineage = lineages[at] ?? { relations: [], outputs: null, writes: null }
    const isChange = statement.operations.some(({ verb }) => CHANGES.has(verb))
    if (isChange && masker.writesMasks(catalogue, lineage)) throw MASKS_STORED
    const spokenOf = isChange ? linkedToMasked(changedBy(statement, catalogue), catalogue, masks) : []
    return masker.afterSource(catalogue, lineage, [...new Set([...targets, ...spokenOf])])
  })
  const changed = rewritten.kind === 'rewritten' ? rewritten : null
  const forwarded = changed && given ? through(changed, given) : (changed ?? given)
  return { forwarded, lineages: left, targets, compares: changed?.compares ?? [], masks, tokens }
}

/** A text that was rewritten twice. */
function through({ text, positions }: Forwarded, first: Forwarded): Forwarded {
  return { text, positions: (position) => first.positions(positions(position)) }
}

/** 'schema.table' of what a statement changes. */
function changedBy({ operations }: AnalysedStatement, { database }: TargetCatalogue): readonly string[] {
  return operations.flatMap(({ verb, resource }) =>
    CHANGES.has(verb) && resource.startsWith(`${database}.`)
      ? resource.slice(database.length + 1).replaceAll('%2E', '.')
      : [],
  )
}

/** With what a statement compares real values: the constants of its text, or its parameters once they are known. */
export function comparedValues(
  { compares }: AtSource,
  parameters: readonly Parameter[] | null,
): readonly ComparedValue[] {
  return compares.flatMap(({ column, value }): readonly ComparedValue[] => {
    if ('text' in value) return parameters ? [] : [{ column, value: value.text }]
    const bytes = parameters?.[value.parameter - 1]?.bytes
    return bytes ? [{ column, value: bytes }] : []
  })
}

/** What operators make of text: stars, and the domain of tokens for e-mail addresses. */
const MASK = /\*\*\*|@masked\.invalid$/
const STRINGS = /'(?:[^']|'')*'/g

/** Would a change of a masked table put back what the client saw of it? */
export function storesMask(
  { targets, tokens }: AtSource,
  parameters: readonly Parameter[],
  masker: Masker,
  text = '',
): boolean {
  if (tokens && writesMask(tokens, parameters, masker)) return true
  if (targets.length === 0) return false
  // What it only compares, it does not store.
  const given = parameters.map(({ bytes }, at) => (tokens?.compared.has(at + 1) ? '' : String(bytes ?? '')))
  const written = [...text.matchAll(STRINGS)].map(([literal]) => literal.slice(1, -1))
  const stored = [...given, ...written.filter((value) => !tokens?.texts.has(value))]
  return stored.some((value) => MASK.test(value) || isToken(value))
}
