/** Every way in which Sallyport says no. Each edge translates all of them: see the `Record<ErrorCode, …>` there. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'DENIED'
  | 'APPROVAL_REJECTED'
  | 'APPROVAL_EXPIRED'
  | 'CANCELLED'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'INVALID_INPUT'
  | 'INVALID_ENCODING'
  | 'SYNTAX_ERROR'
  | 'UNSUPPORTED'
  | 'LIMIT_EXCEEDED'
  | 'PROTOCOL_VIOLATION'
  | 'TARGET_UNREACHABLE'
  | 'RECORDING_FAILED'
  | 'MASKING_FAILED'
  | 'UNAVAILABLE'
  | 'SESSION_ENDED'
  | 'INTERNAL'

export interface ErrorDetails {
  readonly cause?: unknown
  /** What the reader can do next, in one sentence. */
  readonly hint?: string
  /** 1-based character position in the statement that the error is about. */
  readonly position?: number
}

/** The one error that may be shown to a client: its message holds no secret and no stack. */
export class SallyportError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly position: number | undefined

  constructor(code: ErrorCode, message: string, { cause, hint, position }: ErrorDetails = {}) {
    super(message, { cause })
    this.name = 'SallyportError'
    this.code = code
    this.hint = hint
    this.position = position
  }
}
