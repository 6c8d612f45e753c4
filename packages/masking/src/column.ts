import type { DataClass, MaskOperator, MaskSettings } from '@sallyport/core'

/** What RowDescription says about a column, as far as a mask depends on it. */
export interface Column {
  readonly typeOid: number
  /** As in pg_attribute.atttypmod; -1 when the type has none. */
  readonly typeModifier: number
  /** 0: text, 1: binary. */
  readonly format: 0 | 1
}

export interface ColumnMask {
  readonly operator: MaskOperator
  readonly dataClass: DataClass
  readonly settings?: MaskSettings
}
