import type { IncomingMessage } from 'node:http'

const HEADER = 'x-sallyport-address'

/** Notes who is at the other end of the socket, over whatever the client claims. server.ts does so for every request. */
export function setClientAddress(request: IncomingMessage): void {
  request.headers[HEADER] = request.socket.remoteAddress ?? ''
}

export function clientAddress(headers: Headers): string {
  return headers.get(HEADER) || 'unknown'
}
