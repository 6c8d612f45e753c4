import type { GatewayCaller } from '@sallyport/api'
import type { WebSocket } from 'ws'
import { logError } from '../log'
import type { ConsoleServices } from '../services'
import { Deferred } from './deferred'
import { forward } from './forward'
import type { ToGateway } from './messages'
import { goOn, receive } from './receive'

const PING_EVERY_MS = 10_000
/** A gateway that reads so slowly that this much waits for it is cut off; it catches up when it connects anew. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024
/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const INTERNAL_ERROR = 1011

/** Serves one gateway's connection until it closes. Its messages are taken one at a time, in order. */
export function serveGateway(services: ConsoleServices, gateway: GatewayCaller, socket: WebSocket): void {
  const ended = new AbortController()
  const details = { gateway: gateway.name }
  const send = (message: ToGateway) => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate()
    else socket.send(JSON.stringify(message))
  }
  const giveUp = (error: unknown) => {
    if (ended.signal.aborted) return
    logError('gateway connection', error, details)
    socket.close(INTERNAL_ERROR)
  }

  const deferred = new Deferred(services.ingest, (sessionId) => goOn(services, gateway, sessionId, send))
  const defer = (sessionId: string) => deferred.add(sessionId, ended.signal, giveUp)

  let turn = Promise.resolve()
  let waiting = 0
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    waiting += 1
    socket.pause() // back-pressure: what is not stored yet is not read
    turn = turn
      .then(() =>
        ended.signal.aborted ? undefined : receive(services, gateway, data, isBinary, send, defer),
      )
      .catch(giveUp)
      .finally(() => {
        waiting -= 1
        if (waiting === 0) socket.resume()
      })
  })
  socket.on('error', (error) => logError('gateway connection', error, details))
  socket.on('close', () => ended.abort())
  keepAlive(socket, ended.signal)
  forward(services, gateway, ended.signal, send).catch(giveUp)
}

/** A peer that is gone without a word is noticed after two pings without an answer. */
function keepAlive(socket: WebSocket, signal: AbortSignal): void {
  let unanswered = 0
  socket.on('pong', () => {
    unanswered = 0
  })
  const timer = setInterval(() => {
    if (unanswered >= 2) return socket.terminate()
    unanswered += 1
    socket.ping()
  }, PING_EVERY_MS)
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}
