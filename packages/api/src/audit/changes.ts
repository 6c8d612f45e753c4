import type { Prisma } from '@sallyport/db'

type Value = Prisma.InputJsonValue | Date | null | undefined

/** Before and after of the fields that differ, for an audit row. */
export function changes<Fields extends Readonly<Record<string, Value>>>(
  before: { readonly [Field in keyof Fields]: Value },
  after: Fields,
): Prisma.InputJsonObject {
  const differing = Object.keys(after).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
  return Object.fromEntries(
    differing.map((key) => [key, { before: toJson(before[key]), after: toJson(after[key]) }]),
  )
}

function toJson(value: Value): Prisma.InputJsonValue | null {
  if (value === undefined || value === null) return null
  return value instanceof Date ? value.toISOString() : value
}
