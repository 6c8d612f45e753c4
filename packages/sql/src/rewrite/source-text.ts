import { scanTokens, type Token } from '../parser/tokens'
import { Refused } from './masks'

/** Bytes `start` to `end` give way to `text`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Maps a position (1-based, in characters, as PostgreSQL counts them) in the new text to one in the old. */
export type PositionMap = (position: number) => number

/** A statement's text, by the byte offsets that the grammar gives. */
export class SourceText {
  readonly text: string
  readonly bytes: Uint8Array
  #tokens: readonly Token[] | null = null

  constructor(text: string) {
    this.text = text
    this.bytes = new TextEncoder().encode(text)
  }

  get tokens(): readonly Token[] {
    this.#tokens ??= scanTokens(this.text)
    if (!this.#tokens)
      throw new Refused('the statement cannot be read word by word', 'Write it in a simpler form.')
    return this.#tokens
  }

  /** The token that begins at this byte. */
  tokenAt(location: number): number {
    let low = 0
    let high = this.tokens.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.tokens[middle]?.start ?? 0) < location) low = middle + 1
      else high = middle
    }
    if (this.tokens[low]?.start !== location)
      throw new Refused('a name in the statement was not found in its text', 'Write it in a simpler form.')
    return low
  }

  slice(start: number, end: number): string {
    return new TextDecoder().decode(this.bytes.subarray(start, end))
  }

  /** The text with all edits made, which must not overlap, and the way back. */
  apply(edits: readonly Edit[]): { readonly text: string; readonly positions: PositionMap } {
    const sorted = [...edits].sort((left, right) => left.start - right.start || left.end - right.end)
    const pieces: string[] = []
    const marks: { newStart: number; newEnd: number; oldStart: number; oldEnd: number }[] = []
    let at = 0
    let newAt = 0
    let oldAt = 0
    for (const { start, end, text } of sorted) {
      if (start < at) throw new Refused('parts of the statement overlap', 'Write it in a simpler form.')
      const kept = this.slice(at, start)
      const oldStart = oldAt + characters(kept)
      const newStart = newAt + characters(kept)
      const oldEnd = oldStart + characters(this.slice(start, end))
      const newEnd = newStart + characters(text)
      marks.push({ newStart, newEnd, oldStart, oldEnd })
      pieces.push(kept, text)
      at = end
      oldAt = oldEnd
      newAt = newEnd
    }
    pieces.push(this.slice(at, this.bytes.length))
    const positions: PositionMap = (position) => {
      const zero = position - 1
      const mark = marks.findLast(({ newStart }) => newStart <= zero)
      if (!mark) return position
      // Inside what we put there: where the name that it stands for begins.
      if (zero < mark.newEnd) return mark.oldStart + 1
      return mark.oldEnd + (zero - mark.newEnd) + 1
    }
    return { text: pieces.join(''), positions }
  }
}

function characters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
