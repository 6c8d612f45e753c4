import type { SallyportError } from '@sallyport/core'
import { sqlstateOf } from '../errors'
import { cstring, int32, message } from './write'

/** What the gateway itself says to a client. */

export const AuthenticationOk = message('R', int32(0))
export const AuthenticationCleartextPassword = message('R', int32(3))

export type Severity = 'ERROR' | 'FATAL'

export function errorResponse(error: SallyportError, severity: Severity = 'ERROR'): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${sqlstateOf(error)}`, `M${error.message}`]
  if (error.hint) fields.push(`H${error.hint}`)
  if (error.position) fields.push(`P${error.position}`)
  return message('E', ...fields.map(cstring), '\0')
}

export function noticeResponse(text: string, hint?: string): Buffer {
  const fields = ['SNOTICE', 'VNOTICE', 'C00000', `M${text}`]
  if (hint) fields.push(`H${hint}`)
  return message('N', ...fields.map(cstring), '\0')
}

export function parameterStatus(name: string, value: string): Buffer {
  return message('S', cstring(name), cstring(value))
}

export function backendKeyData(processId: number, secret: Buffer): Buffer {
  return message('K', int32(processId), secret)
}

export function readyForQuery(status: string): Buffer {
  return message('Z', status)
}

/** Answers a client that asks for a newer minor version than `minor` or for options that we do not speak. */
export function negotiateProtocolVersion(minor: number, unsupported: readonly string[]): Buffer {
  return message('v', int32((3 << 16) + minor), int32(unsupported.length), ...unsupported.map(cstring))
}
