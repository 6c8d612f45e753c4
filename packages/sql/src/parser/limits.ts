import { Scanner } from './scanner'

/**
 * What the parser is given at most. It is C compiled to WebAssembly on the engine's own stack: about 4,000
 * nested words overflow it (measured), after which the instance is lost, and its lexer is quadratic
 * in runs of operator characters and of `/*`. What is above a limit is `unknown`, never guessed at.
 */
export const LIMITS = {
  /** UTF-16 units. The largest statements that people and migration tools send are some 100 kB. */
  length: 1024 * 1024,
  /** Words, strings, numbers, operators and commas: 250,000 take about half a second to parse and read. */
  tokens: 250_000,
  /** Open parentheses and brackets. */
  nesting: 200,
  /** Words and operators that can stand above each other in the tree, see `Scanner.weight`. */
  weight: 2000,
  /** `/*` anywhere in the text, also inside strings. */
  commentStarts: 1000,
  commentNesting: 50,
  /** PostgreSQL's operators have at most 63 characters. */
  operatorRun: 63,
  statements: 1000,
} as const

const LONE_SURROGATE = /\p{Surrogate}/u

/** Why the text must not reach the parser, in a word; or null. Linear in its length. */
export function exceedsLimits(text: string): string | null {
  if (text.length > LIMITS.length) return 'too-long'
  if (text.includes('\0')) return 'nul'
  if (LONE_SURROGATE.test(text)) return 'invalid-unicode'
  return new Scanner(text, LIMITS).scan()
}
