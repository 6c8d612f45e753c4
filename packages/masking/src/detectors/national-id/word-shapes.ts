import { isDigit, isLetter } from '../characters'
import { WORD_RULES, type WordRule } from './words'

/** What a shape's place can be: a letter, a digit, or one of the signs in them. */
const SIGNS = '-+ '
const KINDS = new Uint8Array(256).fill(255)
for (let byte = 0; byte < 128; byte++) {
  if (isLetter(byte)) KINDS[byte] = 0
  else if (isDigit(byte)) KINDS[byte] = 1
}
for (const [index, sign] of Array.from(SIGNS).entries()) KINDS[sign.charCodeAt(0)] = index + 2
const WIDTH = 2 + SIGNS.length

/** All shapes as one tree: a word is read along it until no shape goes on. 0 is the root and, as a child, none. */
const NEXT: number[] = Array(WIDTH).fill(0)
/** The rules whose shape ends in a state. */
const ENDS = new Map<number, WordRule[]>()

for (const rule of WORD_RULES) for (const shape of rule.shapes) plant(rule, shape, 0, 0)

function plant(rule: WordRule, shape: string, at: number, state: number): void {
  const symbol = shape[at]
  if (symbol === undefined) {
    ENDS.set(state, [...(ENDS.get(state) ?? []), rule])
    return
  }
  const kinds =
    symbol === 'L' ? [0] : symbol === 'D' ? [1] : symbol === 'X' ? [0, 1] : [2 + SIGNS.indexOf(symbol)]
  for (const kind of kinds) plant(rule, shape, at + 1, grow(state, kind))
}

function grow(state: number, kind: number): number {
  const at = state * WIDTH + kind
  const next = NEXT[at]
  if (next) return next
  NEXT[at] = NEXT.length / WIDTH
  NEXT.push(...Array(WIDTH).fill(0))
  return NEXT[at]
}

const TABLE = Uint16Array.from(NEXT)

/** The state behind one more byte; 0: no identifier is written like that. */
export function step(state: number, byte: number | undefined): number {
  const kind = byte === undefined ? 255 : (KINDS[byte] as number)
  return kind === 255 ? 0 : (TABLE[state * WIDTH + kind] as number)
}

/** The rules whose identifiers are written as what was read. */
export function rulesAt(state: number): readonly WordRule[] | undefined {
  return ENDS.get(state)
}
