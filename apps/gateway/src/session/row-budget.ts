import { SallyportError } from '@sallyport/core'

/** How many rows a session may still read; its token may have been given out for so many only. */
export class RowBudget {
  private left: number

  /** null: any number. */
  constructor(rows: number | null) {
    this.left = rows ?? Number.POSITIVE_INFINITY
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
