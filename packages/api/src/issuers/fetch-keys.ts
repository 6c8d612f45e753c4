import { SallyportError } from '@sallyport/core'
import { z } from 'zod'
import { assertHost } from '../connections/assert-host'
import { Jwks } from './schema'

const TIMEOUT_MS = 5_000
const MAX_BYTES = 256 * 1024

const Discovery = z.looseObject({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) })

interface Source {
  readonly url: string
  readonly keysFrom: string
  readonly jwksUrl: string | null
}

/**
 * An issuer's public keys: from the address it publishes (OpenID Connect Discovery, section 4), or from the given one.
 * Throws UNAVAILABLE, in words for the admin who entered it.
 */
export async function fetchKeys(source: Source, allowedHosts: readonly string[]): Promise<Jwks> {
  const address = source.keysFrom === 'url' ? source.jwksUrl : await discover(source.url, allowedHosts)
  if (address === null) throw problem('it has no address for its keys')
  const found = Jwks.safeParse(await fetchJson(address, allowedHosts))
  if (!found.success) throw problem(`what ${address} answers is no set of public keys`)
  if (found.data.keys.length === 0) throw problem(`${address} publishes no keys`)
  return found.data
}

type Jwks = z.infer<typeof Jwks>

async function discover(url: string, allowedHosts: readonly string[]): Promise<string> {
  const address = `${url.replace(/\/$/, '')}/.well-known/openid-configuration`
  const found = Discovery.safeParse(await fetchJson(address, allowedHosts))
  if (!found.success) throw problem(`${address} is no OpenID configuration`)
  const { issuer, jwks_uri: keys } = found.data
  if (issuer !== url) throw problem(`it calls itself ${issuer}: enter it just so`)
  if (new URL(keys).protocol !== 'https:' && new URL(url).protocol === 'https:')
    throw problem('its keys are not published over https')
  return keys
}

async function fetchJson(address: string, allowedHosts: readonly string[]): Promise<unknown> {
  await assertHost(new URL(address).hostname.replace(/^\[|\]$/g, ''), allowedHosts)
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(address, {
      signal,
      redirect: 'error',
      headers: { accept: 'application/json' },
    })
    if (!response.ok) throw problem(`${address} answers ${response.status}`)
    return JSON.parse(await readBounded(response)) as unknown
  } catch (cause) {
    if (cause instanceof SallyportError) throw cause
    throw new SallyportError('UNAVAILABLE', `${address}: ${sayWhy(cause)}`, { cause })
  }
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > MAX_BYTES) throw problem('its answer is too long')
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function sayWhy(cause: unknown): string {
  if (cause instanceof SyntaxError) return 'the answer is not JSON'
  if (cause instanceof Error && cause.name === 'TimeoutError')
    return `no answer within ${TIMEOUT_MS / 1000} s`
  const inner = cause instanceof Error ? cause.cause : undefined
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : ''
  return code ? `it cannot be reached (${code})` : 'it cannot be reached, or it sends elsewhere'
}

function problem(message: string): SallyportError {
  return new SallyportError('UNAVAILABLE', message)
}
