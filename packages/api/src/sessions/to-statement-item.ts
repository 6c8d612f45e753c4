import type { Effect } from '@sallyport/core'
import type { StatementModel } from '@sallyport/db'

export interface StatementItem {
  readonly number: number
  readonly at: Date
  readonly text: string
  readonly verbs: readonly string[]
  readonly resources: readonly string[]
  readonly effect: Effect
  readonly ruleName: string | null
  /** running, done, failed, refused */
  readonly status: string
  readonly errorCode: string | null
  readonly rowCount: number
  /** Bytes that the client was sent for it. */
  readonly byteCount: number
  readonly durationMs: number | null
}

export function toStatementItem(found: StatementModel): StatementItem {
  const { sessionId: _, operationSetId: __, organizationId: ___, terms: ____, ...row } = found
  return { ...row, rowCount: Number(row.rowCount), byteCount: Number(row.byteCount) }
}
