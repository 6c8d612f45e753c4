import type { IncomingMessage, ServerResponse } from 'node:http'

/** A held statement of a megabyte with its parameters, and room to spare. */
const MAX_BODY_BYTES = 8 * 1024 * 1024
const LENGTH_REQUIRED = 411
const CONTENT_TOO_LARGE = 413

/** Refuses a body that is too large, before it is read; one of unknown length could be any. True: it was refused. */
export function refuseBody({ headers }: IncomingMessage, response: ServerResponse): boolean {
  const isChunked = headers['transfer-encoding'] !== undefined
  if (!isChunked && Number(headers['content-length'] ?? 0) <= MAX_BODY_BYTES) return false
  response.writeHead(isChunked ? LENGTH_REQUIRED : CONTENT_TOO_LARGE, { Connection: 'close' }).end()
  return true
}
