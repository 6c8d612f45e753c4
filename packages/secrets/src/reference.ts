import { readFile, realpath } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import { SallyportError } from '@sallyport/core'

/** Where a secret is to be found: `env:NAME`, or `file:/absolute/path`. Says nothing of the secret itself. */
export const REFERENCE = /^(?:env:[A-Za-z_][A-Za-z0-9_]{0,127}|file:\/[^\0\r\n]{1,500})$/

/** What a gateway's operator lets references name; everything else of its environment and files stays its own. */
export interface SecretSources {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Names of variables; `*` stands for any characters. */
  readonly variables: readonly string[]
  /** Absolute paths of folders. */
  readonly folders: readonly string[]
}

const MAX_BYTES = 65_536
/** The gateway's own settings, its master key among them, are never a target's password. */
const OWN = /^SALLYPORT_/i

/** The secret behind a reference. Errors name the reference and never what it holds. */
export async function resolveReference(reference: string, sources: SecretSources): Promise<string> {
  if (!REFERENCE.test(reference)) throw refusal(reference, 'is neither env:NAME nor file:/path')
  const [kind, name] = [
    reference.slice(0, reference.indexOf(':')),
    reference.slice(reference.indexOf(':') + 1),
  ]
  const secret = kind === 'env' ? fromEnvironment(name, sources) : await fromFile(name, sources)
  if (secret === '') throw refusal(reference, 'is empty')
  return secret
}

function fromEnvironment(name: string, { environment, variables }: SecretSources): string {
  if (OWN.test(name) || !variables.some((pattern) => fits(pattern, name)))
    throw refusal(`env:${name}`, 'is not among the variables that the gateway lets connections use')
  const value = environment[name]
  if (value === undefined) throw refusal(`env:${name}`, 'is not set at the gateway')
  return value
}

/** Links are followed before the folder is compared, so that none leads out of it. */
async function fromFile(path: string, { folders }: SecretSources): Promise<string> {
  const reference = `file:${path}`
  const isWithin = (file: string) => folders.some((folder) => file.startsWith(resolve(folder) + sep))
  if (!isWithin(resolve(path)))
    throw refusal(reference, 'is in no folder that the gateway lets connections use')
  try {
    const real = await realpath(path)
    const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)))
    if (!roots.some((root) => root !== null && real.startsWith(root + sep)))
      throw refusal(reference, 'leads out of the folders that the gateway lets connections use')
    const bytes = await readFile(real)
    if (bytes.length > MAX_BYTES) throw refusal(reference, 'is too large to be a password')
    return bytes.toString('utf8').replace(/\r?\n$/, '')
  } catch (cause) {
    if (cause instanceof SallyportError) throw cause
    throw refusal(reference, 'cannot be read at the gateway', cause)
  }
}

function fits(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return name === pattern
  const last = rest.pop() ?? ''
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0 || found + part.length > name.length - last.length) return false
    at = found + part.length
  }
  return true
}

function refusal(reference: string, why: string, cause?: unknown): SallyportError {
  return new SallyportError('TARGET_UNREACHABLE', `the connection's password (${reference}) ${why}`, {
    cause,
    hint: 'SALLYPORT_SECRET_VARIABLES and SALLYPORT_SECRET_FOLDERS at the gateway say what may be used.',
  })
}
