import { readFileSync } from 'node:fs'
import { SallyportError } from '@sallyport/core'

const KEY_BYTES = 32
/** Canonical base64 of 32 bytes: anything else is a typing mistake, which Buffer.from would silently skip over. */
const BASE64_KEY = /^[A-Za-z0-9+/]{43}=$/
const HINT = 'Make one with: openssl rand -base64 32'

export interface MasterKeyEnvironment {
  readonly SALLYPORT_MASTER_KEY?: string | undefined
  readonly SALLYPORT_MASTER_KEY_FILE?: string | undefined
}

/** The key under which target credentials are sealed. Errors name the variable and never the value. */
export function loadMasterKey(env: MasterKeyEnvironment): Buffer {
  const { SALLYPORT_MASTER_KEY: value, SALLYPORT_MASTER_KEY_FILE: file } = env
  if (value && file) throw refusal('set SALLYPORT_MASTER_KEY or SALLYPORT_MASTER_KEY_FILE, not both')
  if (value) return decode(value, 'SALLYPORT_MASTER_KEY')
  if (file) return decode(read(file), 'SALLYPORT_MASTER_KEY_FILE')
  throw refusal('SALLYPORT_MASTER_KEY (or SALLYPORT_MASTER_KEY_FILE) is missing')
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw refusal(`SALLYPORT_MASTER_KEY_FILE names ${file}, which cannot be read`, cause)
  }
}

function decode(text: string, variable: string): Buffer {
  const trimmed = text.trim()
  const key = Buffer.from(trimmed, 'base64')
  if (!BASE64_KEY.test(trimmed) || key.toString('base64') !== trimmed) {
    throw refusal(`${variable} must hold ${KEY_BYTES} bytes in base64 (44 characters)`)
  }
  return key
}

function refusal(message: string, cause?: unknown): SallyportError {
  return new SallyportError('INVALID_INPUT', message, { cause, hint: HINT })
}
