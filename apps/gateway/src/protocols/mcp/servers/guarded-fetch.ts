import { type LookupAddress, lookup } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { Readable, Transform } from 'node:stream'
import { SallyportError } from '@sallyport/core'
import { assertTargetAddress } from '../../postgres/target/dial'

/** Of one answer; of a stream that stays open, all that ever comes. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024
const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304])

/**
 * `fetch` for one server and nothing else: other origins and redirects are refused, so that its secrets go nowhere, and
 * so are addresses where no target is, looked at when they are used. What comes back has a bound.
 */
export function guardedFetch(url: URL, secrets: Readonly<Record<string, string>>) {
  return async (input: string | URL, init: RequestInit = {}): Promise<Response> => {
    const wanted = new URL(input)
    if (wanted.origin !== url.origin)
      throw new SallyportError('DENIED', `the server sends to another place: ${wanted.origin}`)
    const host = wanted.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host)) assertTargetAddress(host, host)
    const headers = Object.fromEntries(new Headers(init.headers))
    const answer = await send(wanted, init, { ...headers, ...secrets })
    const status = answer.statusCode ?? 502
    if (status >= 300 && status < 400 && status !== 304) {
      answer.destroy()
      throw new SallyportError('TARGET_UNREACHABLE', `the server redirects (HTTP ${status})`, {
        hint: 'Give the connection the address that it redirects to.',
      })
    }
    return new Response(NO_BODY.has(status) ? null : bounded(answer), { status, headers: headersOf(answer) })
  }
}

function send(url: URL, init: RequestInit, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp
    const options = {
      method: init.method ?? 'GET',
      headers,
      lookup: guardedLookup,
      signal: init.signal ?? undefined,
    }
    const outgoing = request(url, options as Parameters<typeof requestHttp>[1] & object, resolve)
    outgoing.on('error', reject)
    outgoing.end(typeof init.body === 'string' ? init.body : undefined)
  })
}

/** The addresses that are really used are looked at: a name may say something else a moment later. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, '')
    try {
      for (const { address } of found) assertTargetAddress(hostname, address)
    } catch (refused) {
      return callback(refused as NodeJS.ErrnoException, '')
    }
    const [first] = found
    if (options.all) return callback(null, found)
    callback(null, first?.address ?? '', first?.family)
  })
}

function bounded(answer: IncomingMessage): ReadableStream<Uint8Array> {
  let bytes = 0
  const limit = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      if (bytes > MAX_ANSWER_BYTES)
        done(new SallyportError('LIMIT_EXCEEDED', 'the server’s answer is too large'))
      else done(null, chunk)
    },
  })
  answer.on('error', (error) => limit.destroy(error))
  limit.on('close', () => answer.destroy())
  return Readable.toWeb(answer.pipe(limit)) as ReadableStream<Uint8Array>
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '')
  return headers
}
