import { sqlTokens } from '~/ui/sql-tokens'

/** A statement within a text, without the semicolon that ends it. */
export interface StatementSpan {
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * The statements of a text, as they lie between semicolons. Only for the editor's convenience: what is cut off wrongly
 * (a body after BEGIN ATOMIC, a nested comment) reaches the gateway as it is, and is refused there as no statement.
 */
export function statementSpans(text: string): readonly StatementSpan[] {
  const spans: StatementSpan[] = []
  let from: number | null = null
  let to = 0
  let at = 0
  const close = () => {
    if (from !== null) spans.push({ from, to, text: text.slice(from, to) })
    from = null
  }
  for (const { kind, text: part } of sqlTokens(text)) {
    if (kind === 'other') {
      for (let index = 0; index < part.length; index++) {
        if (part[index] === ';') close()
        else if (part[index]?.trim() !== '') {
          from ??= at + index
          to = at + index + 1
        }
      }
    } else if (kind !== 'comment') {
      from ??= at
      to = at + part.length
    }
    at += part.length
  }
  close()
  return spans
}

/** The statement that the cursor is in, or behind. */
export function statementAt(text: string, cursor: number): StatementSpan | null {
  const spans = statementSpans(text)
  const within = spans.find(({ from, to }) => from <= cursor && cursor <= to + 1)
  return within ?? spans.findLast(({ from }) => from <= cursor) ?? spans[0] ?? null
}

/** Where PostgreSQL's position, which counts characters from 1, is in a string. */
export function offsetOf(text: string, position: number): number {
  let offset = 0
  let left = position - 1
  for (const character of text) {
    if (left <= 0) break
    left -= 1
    offset += character.length
  }
  return offset
}
