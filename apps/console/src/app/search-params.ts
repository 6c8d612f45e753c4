import { z } from 'zod'

export type SearchParams = Promise<Readonly<Record<string, string | string[] | undefined>>>

/** What stands in a URL by hand or by an old link and makes no sense is left out, never an error. */
export const Search = z.string().trim().min(1).max(200).optional().catch(undefined)
export const Cursor = z.uuid().optional().catch(undefined)
export const Flag = z
  .literal('1')
  .transform(() => true)
  .optional()
  .catch(undefined)

/** A day, in UTC, as the start of it. */
export const Day = z.iso
  .date()
  .transform((day) => new Date(`${day}T00:00:00Z`))
  .optional()
  .catch(undefined)

/** The day after, for a range that includes its last day. */
export const DayEnd = Day.transform((day) => day && new Date(day.getTime() + 24 * 3_600_000))

/** Reads the page's parameters by a schema; of a repeated one the first counts. */
export async function readSearchParams<Schema extends z.ZodType>(
  params: SearchParams,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const found = Object.entries(await params).map(([name, value]) => [
    name,
    Array.isArray(value) ? value[0] : value,
  ])
  return schema.parse(Object.fromEntries(found))
}
