import { endPart, type Level, newLevel, weigh } from './level'

interface Limits {
  readonly tokens: number
  readonly nesting: number
  readonly weight: number
  readonly commentStarts: number
  readonly commentNesting: number
  readonly operatorRun: number
  readonly statements: number
}

const WHITESPACE = /[ \t\n\r\f\v]*/y
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y
/** A number and what is glued to it (`0x1F`, `1_000`, `1.5e10`); PostgreSQL refuses any other glue but `$`. */
const NUMBER = /[0-9][A-Za-z0-9_\u0080-\uffff]*(?:\.[0-9][A-Za-z0-9_\u0080-\uffff]*)?/y
const DOLLAR = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y
/** The rest of `$1`; what follows it is a word of its own. */
const PARAMETER = /[0-9]+/y
const LINE_END = /[\n\r]|$/g
/** Between the parts of one string: white space with a line break in it, and line comments. */
const CONTINUATION = /[ \t\f\v]*[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*[\n\r])*'/y
const OPERATOR_CHARACTERS = '~!@#^&|`?+-*/%<>='
const SET_OPERATIONS = new Set(['union', 'intersect', 'except'])
/** The grammar makes flat lists of these, however many there are. */
const FLAT = new Set(['and', 'or'])

/**
 * Reads a text the way PostgreSQL's lexer does (scan.l, with standard_conforming_strings on), only to
 * count. Where it should misread, the parser's own failure is the second net.
 */
export class Scanner {
  readonly #text: string
  readonly #limits: Limits
  readonly #levels: Level[] = [newLevel()]
  #at = 0
  #tokens = 0
  #commentStarts = 0
  #statements = 1

  constructor(text: string, limits: Limits) {
    this.#text = text
    this.#limits = limits
  }

  /** Why the text exceeds the limits, in a word; or null. */
  scan(): string | null {
    while (this.#at < this.#text.length) {
      this.#match(WHITESPACE)
      const problem = this.#token() ?? this.#excess()
      if (problem) return problem
    }
    return this.#unwind()
  }

  #excess(): string | null {
    if (this.#tokens > this.#limits.tokens) return 'too-many-words'
    if (this.#commentStarts > this.#limits.commentStarts) return 'too-many-comments'
    if (this.#statements > this.#limits.statements) return 'too-many-statements'
    if (this.#levels.length > this.#limits.nesting) return 'too-deep'
    return weigh(this.#level()) > this.#limits.weight ? 'too-deep' : null
  }

  /** What an unclosed parenthesis holds counts as well. */
  #unwind(): string | null {
    while (this.#levels.length > 1) this.#close()
    return this.#excess()
  }

  #token(): string | null {
    const character = this.#text[this.#at]
    if (character === undefined) return null
    this.#tokens++
    if (character === "'") this.#string(false)
    else if (character === '"') this.#skipQuoted('"', false)
    else if (character === '(' || character === '[') this.#open()
    else if (character === ')' || character === ']') this.#close()
    else if (character === ',') this.#comma()
    else if (character === ';') this.#semicolon()
    else if (character === '$') this.#dollar()
    else if (this.#startsWith('--')) this.#lineComment()
    else if (this.#startsWith('/*')) return this.#comment()
    else if (OPERATOR_CHARACTERS.includes(character)) return this.#operator()
    else if (this.#match(NUMBER)) return null
    else this.#word()
    return null
  }

  #word(): void {
    const word = this.#match(WORD)
    if (!word) {
      this.#add(1) // `:`, `.` and what PostgreSQL will refuse
      this.#at++
      return
    }
    const lower = word.length < 10 ? word.toLowerCase() : word
    if (lower === 'e' && this.#startsWith("'")) return this.#string(true)
    if (lower === 'u' && this.#startsWith("&'")) return this.#prefixed("'")
    if (lower === 'u' && this.#startsWith('&"')) return this.#prefixed('"')
    if (SET_OPERATIONS.has(lower)) this.#level().setOperations++
    else if (!FLAT.has(lower)) this.#add(1)
  }

  #prefixed(quote: string): void {
    this.#at++
    this.#skipQuoted(quote, false)
  }

  /** An escape string goes on as one after a line break: E'a'⏎'b\'c'. */
  #string(escapes: boolean): void {
    do this.#skipQuoted("'", escapes)
    while (escapes && this.#continues())
  }

  #continues(): boolean {
    if (!this.#match(CONTINUATION)) return false
    this.#at--
    return true
  }

  /** From the opening quote to behind the closing one. Doubled quotes look like two strings, which counts the same. */
  #skipQuoted(quote: string, escapes: boolean): void {
    let end = this.#at + 1
    if (!escapes) {
      end = this.#text.indexOf(quote, end)
    } else {
      while (end < this.#text.length) {
        if (this.#text[end] === '\\') end++
        else if (this.#text[end] === quote && this.#text[end + 1] === quote) end++
        else if (this.#text[end] === quote) break
        end++
      }
    }
    this.#at = end < 0 || end >= this.#text.length ? this.#text.length : end + 1
  }

  #dollar(): void {
    const delimiter = this.#match(DOLLAR)
    if (!delimiter) {
      this.#at++
      this.#match(PARAMETER)
      return
    }
    const end = this.#text.indexOf(delimiter, this.#at)
    this.#at = end < 0 ? this.#text.length : end + delimiter.length
  }

  #lineComment(): void {
    LINE_END.lastIndex = this.#at
    this.#at = LINE_END.exec(this.#text)?.index ?? this.#text.length
  }

  #comment(): string | null {
    let depth = 0
    do {
      const opens = this.#text.indexOf('/*', this.#at)
      const closes = this.#text.indexOf('*/', this.#at)
      if (closes < 0 && opens < 0) {
        this.#at = this.#text.length
        return null
      }
      const isOpening = opens >= 0 && (closes < 0 || opens < closes)
      depth += isOpening ? 1 : -1
      this.#commentStarts += isOpening ? 1 : 0
      this.#at = (isOpening ? opens : closes) + 2
      if (depth > this.#limits.commentNesting) return 'too-many-comments'
      if (this.#commentStarts > this.#limits.commentStarts) return 'too-many-comments'
    } while (depth > 0)
    return null
  }

  /** The lexer may cut a run into as many operators as it has characters. */
  #operator(): string | null {
    const start = this.#at
    while (this.#at < this.#text.length && OPERATOR_CHARACTERS.includes(this.#text[this.#at] ?? ' ')) {
      if (this.#startsWith('--') || this.#startsWith('/*')) break
      this.#at++
    }
    const run = this.#at - start
    this.#add(run)
    return run > this.#limits.operatorRun ? 'operator-too-long' : null
  }

  #open(): void {
    this.#levels.push(newLevel())
    this.#at++
  }

  #close(): void {
    this.#at++
    if (this.#levels.length === 1) return
    const closed = this.#levels.pop()
    const level = this.#level()
    if (closed) level.inner = Math.max(level.inner, weigh(closed) + 1)
  }

  #comma(): void {
    endPart(this.#level())
    this.#at++
  }

  #semicolon(): void {
    const level = this.#level()
    endPart(level)
    level.heaviest = weigh(level)
    level.setOperations = 0
    if (this.#levels.length === 1) this.#statements++
    this.#at++
  }

  #add(weight: number): void {
    this.#level().own += weight
  }

  #level(): Level {
    return this.#levels.at(-1) ?? newLevel()
  }

  #startsWith(text: string): boolean {
    return this.#text.startsWith(text, this.#at)
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found) this.#at += found.length
    return found
  }
}
