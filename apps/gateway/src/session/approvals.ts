import type { Operation } from '@sallyport/core'

export interface ApprovalRequest {
  readonly sessionId: string
  readonly statementNumber: number
  readonly statement: string
  readonly parameters: readonly { readonly type: string; readonly text: string | null }[]
  readonly operations: readonly Operation[]
  readonly digest: string
  readonly ruleId: string
}

export interface PendingApproval {
  readonly id: string
  readonly url: string
  readonly expiresAt: Date
}

export interface Answer {
  readonly status: 'approved' | 'rejected' | 'expired' | 'cancelled'
  readonly by: string | null
  readonly reason: string | null
}

/** The console's side of a hold, as the session needs it. */
export interface Approvals {
  request(request: ApprovalRequest): Promise<PendingApproval>
  /** Resolves when somebody answered or the time ran out. Rejects when the signal fires. */
  answer(id: string, expiresAt: Date, signal: AbortSignal): Promise<Answer>
  /** Spends an approval: once, for the digest that was shown, and never again. The receipt is still to be verified. */
  consume(id: string, digest: string): Promise<{ readonly by: string; readonly receipt: string }>
  /** Nobody waits for this any more. */
  cancel(id: string): Promise<void>
}
