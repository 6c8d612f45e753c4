import type { Column, ColumnMask } from '../column'

/** How one column of a result is treated: `mask: null` leaves its values to the detectors. */
export interface PlannedColumn {
  readonly column: Column
  readonly mask: ColumnMask | null
  /** Not even the detectors look at it. */
  readonly isExempt?: boolean
}
