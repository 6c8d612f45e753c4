import { type ErrorCode, type ErrorDetails, SallyportError } from '@sallyport/core'

/** SQLSTATE for each of our errors: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const SQLSTATE: Record<ErrorCode, string> = {
  UNAUTHENTICATED: '28P01', // invalid_password
  DENIED: '42501', // insufficient_privilege
  APPROVAL_REJECTED: '42501',
  APPROVAL_EXPIRED: '57014', // query_canceled
  CANCELLED: '57014',
  NOT_FOUND: '3D000', // invalid_catalog_name
  CONFLICT: '40001', // serialization_failure
  INVALID_INPUT: '22023', // invalid_parameter_value
  INVALID_ENCODING: '22021', // character_not_in_repertoire
  SYNTAX_ERROR: '42601',
  UNSUPPORTED: '0A000', // feature_not_supported
  LIMIT_EXCEEDED: '54000', // program_limit_exceeded
  PROTOCOL_VIOLATION: '08P01',
  TARGET_UNREACHABLE: '08001', // sqlclient_unable_to_establish_sqlconnection
  RECORDING_FAILED: '58030', // io_error
  MASKING_FAILED: '42501',
  UNAVAILABLE: '57P03', // cannot_connect_now
  SESSION_ENDED: '57P01', // admin_shutdown
  INTERNAL: 'XX000',
}

/** An error that PostgreSQL has a word of its own for. */
class PostgresError extends SallyportError {
  readonly sqlstate: string

  constructor(sqlstate: string, code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(code, message, details)
    this.sqlstate = sqlstate
  }
}

/** There is no prepared statement, or portal, of this name. */
export class MissingName extends PostgresError {
  constructor(kind: 'prepared statement' | 'portal', name: string) {
    super(kind === 'portal' ? '34000' : '26000', 'NOT_FOUND', `${kind} "${name}" does not exist`)
  }
}

export class TooManySessions extends PostgresError {
  constructor() {
    super('53300', 'LIMIT_EXCEEDED', 'there are too many sessions over this connection', {
      hint: 'Close some, or ask an operator to raise SALLYPORT_CONNECTION_MAX_SESSIONS.',
    })
  }
}

export function sqlstateOf(error: SallyportError): string {
  return error instanceof PostgresError ? error.sqlstate : SQLSTATE[error.code]
}
