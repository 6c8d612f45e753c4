/** What a list is ordered by, as it stands in the URL: `name`, or `-name` for the other way round. */
export interface Sort {
  readonly by: string
  readonly descending: boolean
}

export function parseSort(text: string | null | undefined): Sort | null {
  const [, sign, by] = /^(-?)([A-Za-z]+)$/.exec(text ?? '') ?? []
  return by ? { by, descending: sign === '-' } : null
}

export function formatSort({ by, descending }: Sort): string {
  return descending ? `-${by}` : by
}

type SortValue = string | number | boolean | Date | null | undefined

/** A copy of whole rows in order; what has no value comes last either way. */
export function sortRows<Row>(
  rows: readonly Row[],
  valueOf: (row: Row) => SortValue,
  descending: boolean,
): readonly Row[] {
  const sign = descending ? -1 : 1
  return rows.toSorted((left, right) => {
    const [a, b] = [valueOf(left), valueOf(right)]
    if (a === null || a === undefined || a === '') return b === null || b === undefined || b === '' ? 0 : 1
    if (b === null || b === undefined || b === '') return -1
    return sign * compare(a, b)
  })
}

function compare(a: NonNullable<SortValue>, b: NonNullable<SortValue>): number {
  if (typeof a === 'string' && typeof b === 'string') {
    return a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' })
  }
  return Number(a) - Number(b)
}
