import { SallyportError } from '@sallyport/core'

/** How many rows may still be read with a token; it may have been given out for so many only. */
export class RowBudget {
  private left: number

  /** null: any number. */
  constructor(rows: number | null) {
    this.left = rows ?? Number.POSITIVE_INFINITY
  }

  /** No more than these from now on; null: any number. */
  lower(rows: number | null): void {
    this.left = Math.min(this.left, rows ?? Number.POSITIVE_INFINITY)
  }

  /** Before rows are sent. Throws LIMIT_EXCEEDED when they are too many, and then for any row. */
  spend(rows: number): void {
    this.left -= rows
    if (this.left >= 0) return
    this.left = -1
    throw new SallyportError('LIMIT_EXCEEDED', 'the rows that this token was given out for are read', {
      hint: 'Ask for fewer rows, or for another token.',
    })
  }
}
