import { SallyportError } from '@sallyport/core'

/** The row, or NOT_FOUND. Rows of other organizations and those one may not see are as good as absent. */
export function orNotFound<Row>(row: Row | null, what: string): Row {
  if (row === null) throw new SallyportError('NOT_FOUND', `There is no such ${what}`)
  return row
}
