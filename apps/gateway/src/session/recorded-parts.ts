import { createHash } from 'node:crypto'
import { readableParameters, type Statement } from './statement'

/** One event holds no more than four megabytes, and what is decided needs room beside this. */
const MAX_BYTES = 3 * 1024 * 1024
const MAX_KEPT_CHARACTERS = 16 * 1024

interface Parts {
  readonly text: string
  readonly parameters: readonly (string | null)[]
}

/**
 * A statement's text and parameters as they are recorded: whole, and where one event cannot hold them, with each long
 * one cut and told by its size and SHA-256.
 */
export function recordedParts(statement: Statement): Parts {
  const whole = { text: statement.text, parameters: readableParameters(statement) }
  if (sizeOf(whole) <= MAX_BYTES) return whole
  const { parameters } = statement
  const kept = Math.min(MAX_KEPT_CHARACTERS, Math.floor(MAX_BYTES / 4 / (parameters.length + 1)))
  const text = cut(statement.text, kept, Buffer.from(statement.text))
  const cutParts = {
    text,
    parameters: whole.parameters.map(
      (shown, at) => shown && cut(shown, kept, parameters[at]?.bytes ?? NOTHING),
    ),
  }
  if (sizeOf(cutParts) <= MAX_BYTES) return cutParts
  const all = Buffer.concat(parameters.map(({ bytes }) => bytes ?? NOTHING))
  return { text, parameters: [`${parameters.length} values ${told(all)}`] }
}

function cut(shown: string, kept: number, bytes: Buffer): string {
  return shown.length <= kept ? shown : `${shown.slice(0, kept)}… ${told(bytes)}`
}

function told(bytes: Buffer): string {
  const digest = createHash('sha256').update(bytes).digest('hex')
  return `(${bytes.length} bytes in all, SHA-256 ${digest})`
}

function sizeOf({ text, parameters }: Parts): number {
  return parameters.reduce((sum, value) => sum + 5 + Buffer.byteLength(value ?? ''), Buffer.byteLength(text))
}

const NOTHING = Buffer.alloc(0)
