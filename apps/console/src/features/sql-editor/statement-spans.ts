/** A statement within a text, without the semicolon that ends it. */
export interface StatementSpan {
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * The parts of a text that a semicolon may stand in without ending a statement, as PostgreSQL's own lexer tells them:
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html. A part that is not closed reaches to the end.
 */
const PART =
  /(?<comment>--[^\n]*)|(?<nested>\/\*)|(?<escaped>[eE]'(?:[^'\\]|\\[\s\S]|'')*(?<escapedEnd>'|$))|(?<quoted>'(?:[^']|'')*(?<quotedEnd>'|$))|(?<name>"(?:[^"]|"")*(?<nameEnd>"|$))|(?<tag>\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<sign>[\s\S])/uy

/**
 * The statements of a text, as they lie between semicolons. Where that cannot be told for sure (something is not closed,
 * or a body follows BEGIN ATOMIC) the text is one, and PostgreSQL's grammar at the gateway says what it is: what is
 * commented out, quoted or part of something else is never sent alone.
 */
export function statementSpans(text: string): readonly StatementSpan[] {
  const spans: StatementSpan[] = []
  const part = new RegExp(PART)
  let from: number | null = null
  let to = 0
  let depth = 0
  let lastWord = ''
  const close = () => {
    if (from !== null) spans.push({ from, to, text: text.slice(from, to) })
    from = null
  }
  for (let at = 0; at < text.length; at = part.lastIndex) {
    part.lastIndex = at
    const { groups = {} } = part.exec(text) ?? {}
    if (groups['comment'] !== undefined) continue
    if (groups['nested'] !== undefined) {
      const end = endOfComment(text, at)
      if (end === null) return whole(text)
      part.lastIndex = end
      continue
    }
    if ([groups['escapedEnd'], groups['quotedEnd'], groups['nameEnd']].includes('')) return whole(text)
    if (groups['tag'] !== undefined) {
      const end = text.indexOf(groups['tag'], part.lastIndex)
      if (end < 0) return whole(text)
      part.lastIndex = end + groups['tag'].length
    }
    if (groups['word'] !== undefined) {
      const word = groups['word'].toLowerCase()
      if (lastWord === 'begin' && word === 'atomic') return whole(text)
      lastWord = word
    }
    const { sign } = groups
    if (sign === ';' && depth <= 0) {
      close()
      continue
    }
    if (sign === '(') depth += 1
    if (sign === ')') depth -= 1
    if (sign?.trim() === '') continue
    from ??= at
    to = part.lastIndex
  }
  if (depth > 0) return whole(text)
  close()
  return spans
}

/** Where a comment that begins at `at` ends: comments nest. null: nowhere. */
function endOfComment(text: string, at: number): number | null {
  const mark = /\/\*|\*\//g
  mark.lastIndex = at
  let depth = 0
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return null
}

function whole(text: string): readonly StatementSpan[] {
  const from = text.length - text.trimStart().length
  const to = text.trimEnd().length
  return [{ from, to, text: text.slice(from, to) }]
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
