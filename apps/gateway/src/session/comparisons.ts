import { createHash } from 'node:crypto'
import { SallyportError } from '@sallyport/core'

/** A value that a statement compares a masked column's real values with. */
export interface ComparedValue {
  /** `schema.table.column` */
  readonly column: string
  readonly value: string | Uint8Array
}

/** Where a rule does not say how many. */
const MOST_COMPARISONS = 20

/** What one session compared masked columns with: so many different values a column, and no more. */
export class Comparisons {
  /** Per column the digests of the values. */
  private readonly seen = new Map<string, Set<string>>()

  /** The same value counts once, also where what asked for it is refused in the end. `mostOf`: by the column's rule. */
  refuse(
    compared: readonly ComparedValue[],
    mostOf: (column: string) => number | undefined,
  ): SallyportError | null {
    for (const { column, value } of compared) {
      const most = mostOf(column) ?? MOST_COMPARISONS
      const seen = this.seen.get(column) ?? new Set()
      this.seen.set(column, seen)
      const digest = createHash('sha256').update(value).digest('base64')
      if (seen.has(digest)) continue
      if (seen.size >= most) return tooMany(column, most)
      seen.add(digest)
    }
    return null
  }
}

function tooMany(column: string, most: number): SallyportError {
  return new SallyportError(
    'MASKING_FAILED',
    `${column} is masked, and may be compared with ${most} different values in a session: this is one more`,
    {
      hint: 'Ask for the rows by another column, or an administrator for a larger number in the masking rule.',
    },
  )
}
