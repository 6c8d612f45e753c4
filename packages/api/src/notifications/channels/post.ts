import { request as http } from 'node:http'
import { request as https } from 'node:https'
import { SallyportError } from '@sallyport/core'
import { assertAddress, guardedLookup } from '../../outside/reachable'

export interface Posted {
  readonly status: number
  /** The beginning of what came back. */
  readonly body: string
}

const TIMEOUT_MS = 10_000
const MAX_BODY_BYTES = 8 * 1024

/** Sends JSON to an address outside. Follows no redirect, keeps no connection, reads little, waits ten seconds. */
export function post(
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  allowedHosts: readonly string[],
): Promise<Posted> {
  const url = new URL(address)
  assertAddress(url.hostname, allowedHosts)
  const request = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const sending = request(url, {
      method: 'POST',
      agent: false,
      lookup: guardedLookup(allowedHosts),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Sallyport',
        ...headers,
      },
    })
    sending.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
        if (text.length > MAX_BODY_BYTES) response.destroy()
      })
      const done = () => resolve({ status: response.statusCode ?? 0, body: text.slice(0, MAX_BODY_BYTES) })
      response.on('close', done)
    })
    sending.on('error', (error) => reject(error instanceof SallyportError ? error : failed(error)))
    sending.end(body)
  })
}

function failed(error: Error & { code?: string }): SallyportError {
  const why =
    error.name === 'TimeoutError' ? 'it did not answer in time' : (error.code ?? 'it could not be reached')
  return new SallyportError('TARGET_UNREACHABLE', why, { cause: error })
}
