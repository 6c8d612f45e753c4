import { type ErrorCode, SallyportError } from '@sallyport/core'
import { isUnavailable } from '@sallyport/db'
import { TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import { ZodError } from 'zod'

/** The tRPC code, and by it the HTTP status, of each of our errors. */
const TRPC_CODE: Readonly<Record<ErrorCode, TRPC_ERROR_CODE_KEY>> = {
  UNAUTHENTICATED: 'UNAUTHORIZED',
  DENIED: 'FORBIDDEN',
  APPROVAL_REJECTED: 'FORBIDDEN',
  APPROVAL_EXPIRED: 'PRECONDITION_FAILED',
  CANCELLED: 'CLIENT_CLOSED_REQUEST',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  INVALID_INPUT: 'BAD_REQUEST',
  INVALID_ENCODING: 'BAD_REQUEST',
  SYNTAX_ERROR: 'BAD_REQUEST',
  UNSUPPORTED: 'NOT_IMPLEMENTED',
  LIMIT_EXCEEDED: 'TOO_MANY_REQUESTS',
  PROTOCOL_VIOLATION: 'BAD_REQUEST',
  TARGET_UNREACHABLE: 'BAD_GATEWAY',
  RECORDING_FAILED: 'INTERNAL_SERVER_ERROR',
  MASKING_FAILED: 'INTERNAL_SERVER_ERROR',
  UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  SESSION_ENDED: 'PRECONDITION_FAILED',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
}

/** An input that is refused because of one field: a name that is taken, a host that is not allowed. */
export class FieldError extends SallyportError {
  readonly field: string

  constructor(code: 'INVALID_INPUT' | 'CONFLICT', field: string, message: string, hint?: string) {
    super(code, message, hint === undefined ? {} : { hint })
    this.field = field
  }
}

/** An input that is refused because of several fields, by their paths. */
export class FieldErrors extends SallyportError {
  readonly fields: Readonly<Record<string, readonly string[]>>

  constructor(fields: Readonly<Record<string, readonly string[]>>) {
    super('INVALID_INPUT', sayFields(fields))
    this.fields = fields
  }
}

/** What callers learn of an error besides its message. */
export interface ErrorData {
  readonly error: ErrorCode
  readonly hint: string | null
  /** Messages by the input's field; '' for the input as a whole. */
  readonly fields: Readonly<Record<string, readonly string[]>>
}

export interface DescribedError extends ErrorData {
  readonly message: string
}

const DATABASE_AWAY = 'The database does not answer: try again in a moment'

/** Our own error behind what a procedure threw, if it is one that we can name. */
export function ownError(cause: unknown): SallyportError | null {
  if (cause instanceof SallyportError) return cause
  return isUnavailable(cause) ? new SallyportError('UNAVAILABLE', DATABASE_AWAY, { cause }) : null
}

/** Says an error in words that may leave the process. What is not ours to explain becomes INTERNAL, without text. */
export function describeError(error: TRPCError): DescribedError {
  const { cause } = error
  const own = ownError(cause)
  if (own && own.code !== 'INTERNAL') return describeOwn(own)
  if (cause instanceof ZodError) return describeInput(cause)
  if (error.code === 'NOT_FOUND' || error.code === 'METHOD_NOT_SUPPORTED') {
    return { error: 'NOT_FOUND', message: error.message, hint: null, fields: {} }
  }
  if (error.code === 'BAD_REQUEST' || error.code === 'PARSE_ERROR') {
    return { error: 'INVALID_INPUT', message: 'The request could not be read', hint: null, fields: {} }
  }
  return { error: 'INTERNAL', message: 'Something went wrong on the server', hint: null, fields: {} }
}

function describeOwn(error: SallyportError): DescribedError {
  if (error instanceof FieldErrors) {
    return { error: error.code, message: error.message, hint: null, fields: error.fields }
  }
  const fields = error instanceof FieldError ? { [error.field]: [error.message] } : {}
  return { error: error.code, message: error.message, hint: error.hint ?? null, fields }
}

function describeInput(error: ZodError): DescribedError {
  const fields: Record<string, string[]> = {}
  const add = (path: readonly PropertyKey[], message: string) => {
    const field = path.map(String).join('.')
    fields[field] = [...(fields[field] ?? []), message]
  }
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') add(issue.path, issue.message)
    else for (const key of issue.keys) add([...issue.path, key], 'There is no such field')
  }
  return { error: 'INVALID_INPUT', message: sayFields(fields), hint: null, fields }
}

function sayFields(fields: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(fields)
    .map(([field, messages]) => (field ? `${field}: ${messages.join(', ')}` : messages.join(', ')))
    .join('; ')
}

/** The same error as tRPC's own, so that its status is right on every transport. */
export function toTrpcError(error: SallyportError): TRPCError {
  return new TRPCError({ code: TRPC_CODE[error.code], message: error.message, cause: error })
}
