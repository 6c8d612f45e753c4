import type { MaskingRule, Operation, Verb } from '@sallyport/core'
import { compileDetection, type Detection, maskText } from '@sallyport/masking'
import { classesOf, matchesPattern, mayNameColumn } from '@sallyport/policy'
import { columnName } from './columns'

/** What stands where a literal stood. */
const HIDDEN = "'***'"

/** What may be a literal, or the text after which nothing is one. Unterminated ones go to the end. */
const LITERAL =
  /(?<name>"(?:[^"]|"")*(?:"|$))|(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|[eE]'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*(?:'|$)|(?<tag>\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)[\s\S]*?(?:\k<tag>|$)|(?<word>[\p{L}_][\p{L}\p{N}_$]*|\$\d+)|\d[\p{L}\p{N}_.]*/gu

/**
 * A statement's text as it is kept outside its recording: in lists and in the index, which more people see and which
 * no key of a recording protects. The client wrote it, so whatever literals there are may be the very values that a
 * masking rule hides: `WHERE email = 'ada@example.com'`. All literals of a statement that touches a masked column are
 * hidden, and in the others what the detectors find. The recording has the text as it was.
 */
export class SearchableTexts {
  readonly #rules: readonly MaskingRule[]
  readonly #detection: Detection
  readonly #classesOf: ReturnType<typeof classesOf>

  constructor(rules: readonly MaskingRule[], connection: string) {
    this.#rules = rules.filter(
      ({ connections }) =>
        connections.length === 0 || connections.some((pattern) => matchesPattern(pattern, connection)),
    )
    this.#classesOf = classesOf(rules, connection)
    this.#detection = compileDetection(
      this.#rules.flatMap(({ detectors }) => detectors),
      this.#rules.flatMap(({ customDetectors = [] }) => customDetectors),
    )
  }

  readonly classesOf = (column: string) => this.#classesOf(column)

  of(text: string, operations: readonly Operation[]): string {
    if (operations.some((operation) => this.#mayTouchMasked(operation))) return hideLiterals(text)
    return this.#detection.isEmpty ? text : maskText(text, this.#detection)
  }

  #mayTouchMasked({ verb, resource, columns }: Operation): boolean {
    if (verb === 'unknown') return this.#rules.some((rule) => rule.columns.length > 0)
    // What else a statement without a list of columns does, as the conditions of a DELETE, is an operation of its own.
    if (MAY_BE_ANY.has(verb) && columns === undefined) {
      return this.#rules.some((rule) => rule.columns.some((pattern) => mayNameColumn(pattern, resource)))
    }
    return (columns ?? []).some((column) => this.#classesOf(columnName(resource, column)).length > 0)
  }
}

const MAY_BE_ANY: ReadonlySet<Verb> = new Set(['read', 'insert', 'update', 'copy-in', 'copy-out'])

/** Leaves words, names and operators. What is no whole token is hidden to its end. */
export function hideLiterals(text: string): string {
  return text.replaceAll(LITERAL, (found, ...rest) => {
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>
    if (groups.name !== undefined || groups.word !== undefined) return found
    if (groups.comment !== undefined) return found.startsWith('--') ? '-- ***' : '/* *** */'
    return /^\d/.test(found) ? '***' : HIDDEN
  })
}
