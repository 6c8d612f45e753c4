import { z } from 'zod'
import { text } from './words'

const PAGE_SIZE = 50
const SEARCH_LENGTH = 200

/** What every list takes. The cursor is the id of the last item seen. */
export const PageInput = z.object({
  search: text(SEARCH_LENGTH).trim().optional(),
  cursor: z.uuid().optional(),
})
export type PageInput = z.infer<typeof PageInput>

export interface Page<Item> {
  readonly items: readonly Item[]
  /** Absent on the last page. */
  readonly nextCursor?: string
}

/** Prisma's arguments for the page after the cursor; it takes one more, to learn whether there is a next page. */
export function pageArguments({ cursor }: { readonly cursor?: string | undefined }) {
  return { take: PAGE_SIZE + 1, ...(cursor && { cursor: { id: cursor }, skip: 1 }) }
}

export function toPage<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, PAGE_SIZE)
  const last = shown.at(-1)
  const items = shown.map(toItem)
  return rows.length > PAGE_SIZE && last ? { items, nextCursor: last.id } : { items }
}

/** A case-insensitive "contains" for Prisma's where, which passes on what LIKE understands: % and _ mean themselves. */
export function contains(search: string) {
  return { contains: search.replaceAll(/[\\%_]/g, '\\$&'), mode: 'insensitive' } as const
}
