import { once } from 'node:events'
import { request as http, type IncomingMessage } from 'node:http'
import { request as https } from 'node:https'
import { isForbiddenAddress, SallyportError } from '@sallyport/core'
import { z } from 'zod'
import { assertHost } from '../connections/assert-host'
import { guardedLookup } from '../outside/reachable'
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
  const url = new URL(address)
  await assertHost(url.hostname.replace(/^\[|\]$/g, ''), allowedHosts)
  try {
    return JSON.parse(await get(url, allowedHosts)) as unknown
  } catch (cause) {
    if (cause instanceof SallyportError) throw cause
    throw new SallyportError('UNAVAILABLE', `${address}: ${sayWhy(cause)}`, { cause })
  }
}

/** Follows no redirect, and checks the address that is really used. */
async function get(url: URL, allowedHosts: readonly string[]): Promise<string> {
  const request = url.protocol === 'https:' ? https : http
  const asking = request(url, {
    agent: false,
    lookup: guardedLookup(allowedHosts, isForbiddenAddress),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json', 'user-agent': 'Sallyport' },
  })
  asking.on('error', () => undefined) // what waits for the answer is told of it
  asking.end()
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  try {
    if (response.statusCode !== 200) throw problem(`${url.href} answers ${response.statusCode}`)
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > MAX_BYTES) throw problem(`${url.href}: the answer is too long`)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } finally {
    asking.destroy()
  }
}

function sayWhy(cause: unknown): string {
  if (cause instanceof SyntaxError) return 'the answer is not JSON'
  if (!(cause instanceof Error)) return 'it cannot be reached'
  if (cause.name === 'AbortError' || cause.name === 'TimeoutError')
    return `no answer within ${TIMEOUT_MS / 1000} s`
  return 'code' in cause ? `it cannot be reached (${String(cause.code)})` : 'it cannot be reached'
}

function problem(message: string): SallyportError {
  return new SallyportError('UNAVAILABLE', message)
}
