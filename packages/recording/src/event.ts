import type {
  ApprovalStatus,
  DataClass,
  Durability,
  Effect,
  Identity,
  Operation,
  TargetProtocol,
} from '@sallyport/core'

/** What happened in a session, in the order in which it happened. `at` is milliseconds since 1970. */
export type RecordedEvent =
  | SessionStart
  | RecordedStatement
  | RecordedApproval
  | RecordedOutput
  | StatementEnd
  | SessionEnd

/** Always the first event. */
export interface SessionStart {
  readonly type: 'session-start'
  readonly at: number
  readonly sessionId: string
  readonly identity: Identity
  /** The person for whom it acts, by its token. */
  readonly onBehalfOf?: string
  /** What the token was given out for. */
  readonly purpose?: string
  readonly connection: string
  readonly protocol: string
  readonly clientAddress: string
  /** As the client calls itself: recorded as claimed, never trusted. */
  readonly clientApplication: string
  readonly gateway: string
  /** Whether its statements waited for the gateway's disk. Absent: strict. */
  readonly durability?: Durability
  /** What its target speaks, and outputs are in. Absent: PostgreSQL. Of `mcp`, each output is one `CallToolResult` as JSON. */
  readonly target?: TargetProtocol
}

/** A statement and what was decided about it. Written before a byte of it goes to the target. */
export interface RecordedStatement {
  readonly type: 'statement'
  readonly at: number
  /** Counts the session's statements; the later events of this statement carry the same number. */
  readonly statement: number
  readonly text: string
  readonly parameters?: readonly (string | null)[]
  readonly operations: readonly Operation[]
  readonly decision: RecordedDecision
  /** The columns of its results that are masked, as far as its text tells. Absent: none. */
  readonly masks?: readonly RecordedMask[]
}

/** A column of a result in which every value is masked. */
export interface RecordedMask {
  /** Which result of the text, and which column of it, from 0. */
  readonly result: number
  readonly column: number
  /** `source`: the target computed over masks; `result`: the gateway masked what came back. */
  readonly where: (typeof MASKED_WHERE)[number]
  /** `schema.table.column` */
  readonly of: string
  /** The masking rule's name. */
  readonly rule: string
  readonly dataClass: DataClass
}

export const MASKED_WHERE = ['source', 'result'] as const

export interface RecordedDecision {
  readonly effect: Effect
  /** Name of the rule that decided; `null` when none covered the statement. */
  readonly rule: string | null
  readonly message: string
}

export const RECORDED_APPROVAL_STATUSES = [
  'requested',
  'approved',
  'rejected',
  'expired',
  'cancelled',
] as const satisfies readonly (ApprovalStatus | 'requested')[]

/** A step of the approval of a held statement. */
export interface RecordedApproval {
  readonly type: 'approval'
  readonly at: number
  readonly statement: number
  readonly approvalId: string
  readonly status: (typeof RECORDED_APPROVAL_STATUSES)[number]
  readonly by?: string
  readonly reason?: string
  readonly expiresAt?: number
  /** The console's signed word that this approval was used, as a JWS: approved only. */
  readonly receipt?: string
}

/** A chunk of the response, exactly the bytes that the client was sent: masked already. */
export interface RecordedOutput {
  readonly type: 'output'
  readonly at: number
  readonly statement: number
  /** Rows and masked values in this chunk. */
  readonly rows: number
  readonly masked: number
  /** Not part of the header: it is the record's own last part. */
  readonly payload: Uint8Array
}

export const STATEMENT_STATUSES = ['done', 'failed', 'refused'] as const

export interface StatementEnd {
  readonly type: 'statement-end'
  readonly at: number
  readonly statement: number
  readonly status: (typeof STATEMENT_STATUSES)[number]
  /** The error's code in the protocol's own words, such as a SQLSTATE. */
  readonly code?: string
  /** Rows in all of the statement's chunks. */
  readonly rows: number
}

/** The last event of a session that ended in order. */
export interface SessionEnd {
  readonly type: 'session-end'
  readonly at: number
  readonly reason: string
}
