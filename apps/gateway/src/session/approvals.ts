import type { DataClass, Operation } from '@sallyport/core'

export interface ApprovalRequest {
  readonly sessionId: string
  readonly statementNumber: number
  readonly statement: string
  readonly parameters: readonly { readonly type: string; readonly text: string | null }[]
  readonly operations: readonly Operation[]
  readonly digest: string
  readonly ruleId: string
  /** A transaction is open that waits with it. */
  readonly isInTransaction: boolean
  /** What it is but for its literals, and the digest of that with all else that a yes to it is bound to; null: it has none. */
  readonly shape: { readonly text: string; readonly digest: string } | null
}

/** What a statement would touch, as the gateway found it without running it. */
export interface Impact {
  /** The tables that it names or reaches, with what the target knows of their size; null: nothing. */
  readonly tables: readonly {
    readonly name: string
    readonly rows: number | null
    readonly bytes: number | null
  }[]
  /** What the target's planner expects; null: it was not asked, or could not say, for `planProblem`. */
  readonly plan: { readonly rows: number; readonly cost: number } | null
  readonly planProblem: string | null
  readonly dataClasses: readonly DataClass[]
  /** What its transaction has locked already. */
  readonly locks: readonly { readonly relation: string; readonly mode: string }[]
  /** When the transaction began, ISO 8601; null: none is open. */
  readonly transactionSince: string | null
  /** How many others wait for what it has locked. */
  readonly othersWaiting: number
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
  /** Tells approvers what the statement would touch. Resolves with until when it may wait, now that this is known. */
  report(id: string, impact: Impact): Promise<Date>
  /** Nobody waits for this any more. */
  cancel(id: string): Promise<void>
  /** The client went away. It may come back and ask for the same, so that the request stays for a while. */
  leave(id: string): Promise<void>
}
