import { randomBytes } from 'node:crypto'
import { type Cell, toCell } from './cell'
import type { Ran } from './postgres-link'

/** What one answer holds at most, in characters of its JSON; the rest is another page. */
const MAX_PAGE_CHARACTERS = 60_000
const KEPT_MS = 10 * 60_000
const MAX_KEPT = 200
const MAX_KEPT_OF_ONE = 10

export interface Page {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  /** What brings the next page; null: this was the last. */
  readonly cursor: string | null
  /** How much of the result this is. */
  readonly word: string
}

interface Kept {
  readonly subject: string
  readonly ran: Ran
  readonly from: number
}

/** The rest of results, masked as they came, until somebody asks for it or ten minutes have gone. */
export class Pages {
  private readonly kept = new Map<string, Kept>()

  first(subject: string, ran: Ran, limit: number): Page {
    return this.page({ subject, ran, from: 0 }, limit)
  }

  /** Null: there is no such page for this identity, or not any more. Each cursor is good once. */
  next(subject: string, cursor: string, limit: number): Page | null {
    const found = this.kept.get(cursor)
    if (found?.subject !== subject) return null
    this.kept.delete(cursor)
    return this.page(found, limit)
  }

  private page({ subject, ran, from }: Kept, limit: number): Page {
    const rows: Cell[][] = []
    let size = 0
    for (const values of ran.rows.slice(from, from + limit)) {
      const row = values.map((value, at) => toCell(value, ran.columns[at]?.typeOid ?? 0))
      size += JSON.stringify(row).length
      if (size > MAX_PAGE_CHARACTERS && rows.length > 0) break
      rows.push(row)
    }
    const to = from + rows.length
    const cursor = to < ran.rows.length ? this.keep({ subject, ran, from: to }) : null
    return { columns: ran.columns.map(({ name }) => name), rows, cursor, word: say(ran, from, to) }
  }

  private keep(rest: Kept): string {
    const own = [...this.kept].filter(([, { subject }]) => subject === rest.subject)
    const [oldest] = own.length >= MAX_KEPT_OF_ONE ? own : this.kept.size >= MAX_KEPT ? [...this.kept] : []
    if (oldest) this.kept.delete(oldest[0])
    const cursor = randomBytes(16).toString('base64url')
    this.kept.set(cursor, rest)
    setTimeout(() => this.kept.delete(cursor), KEPT_MS).unref()
    return cursor
  }
}

function say({ rows, isTruncated }: Ran, from: number, to: number): string {
  const all = `${rows.length}${isTruncated ? '' : ` row${rows.length === 1 ? '' : 's'}`}`
  const part = from === 0 && to === rows.length ? 'all' : `rows ${from + 1} to ${to}`
  if (!isTruncated) return part === 'all' ? all : `${part} of ${all}`
  return `${part === 'all' ? `the first ${all} rows` : `${part} of the first ${all}`}; there are more: ask for fewer columns or rows, or page with ORDER BY and LIMIT`
}
