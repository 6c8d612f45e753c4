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
  readonly durationMs: number | null
}

export function toStatementItem(found: StatementModel): StatementItem {
  const { sessionId: _, operationSetId: __, ...row } = found
  return { ...row, rowCount: Number(row.rowCount) }
}
