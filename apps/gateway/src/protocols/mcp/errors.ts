import type { ErrorCode } from '@sallyport/core'

/** What became of a call, in one word; the same over all tools. */
export const STATUSES = [
  'done',
  'pending',
  'denied',
  'rejected',
  'expired',
  'cancelled',
  'failed',
  'unavailable',
] as const
export type Status = (typeof STATUSES)[number]

/** The status for each of our errors. */
export const STATUS: Record<ErrorCode, Status> = {
  UNAUTHENTICATED: 'denied',
  DENIED: 'denied',
  APPROVAL_REJECTED: 'rejected',
  APPROVAL_EXPIRED: 'expired',
  CANCELLED: 'cancelled',
  NOT_FOUND: 'failed',
  CONFLICT: 'failed',
  INVALID_INPUT: 'failed',
  INVALID_ENCODING: 'failed',
  SYNTAX_ERROR: 'failed',
  UNSUPPORTED: 'failed',
  LIMIT_EXCEEDED: 'failed',
  PROTOCOL_VIOLATION: 'failed',
  TARGET_UNREACHABLE: 'unavailable',
  RECORDING_FAILED: 'unavailable',
  MASKING_FAILED: 'denied',
  UNAVAILABLE: 'unavailable',
  SESSION_ENDED: 'unavailable',
  INTERNAL: 'failed',
}
