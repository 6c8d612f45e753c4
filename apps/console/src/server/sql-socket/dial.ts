import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** Where the console reaches a gateway, and the name that its certificate must have. */
export interface GatewayAddress {
  readonly host: string
  readonly port: number
  readonly name: string
}

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1'])

/**
 * A connection to the gateway, ready for PostgreSQL's start-up: with TLS where it speaks it, and then only with a
 * certificate that is right; without it only on this machine. The signal is its deadline.
 */
export async function dial({ host, port, name }: GatewayAddress, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true, keepAlive: true })
  socket.on('error', () => undefined) // told by what waits for it; nobody may be waiting any more
  const abandon = () => socket.destroy(new Error('the gateway did not answer in time'))
  signal.addEventListener('abort', abandon, { once: true })
  try {
    await once(socket, 'connect', { signal })
    socket.write(SSL_REQUEST)
    const [answer] = (await once(socket, 'data', { signal })) as [Buffer]
    if (answer.length === 1 && answer[0] === 0x53) {
      const secure = connectTls({ socket, host: name, servername: name })
      secure.on('error', () => undefined)
      await once(secure, 'secureConnect', { signal })
      return secure
    }
    if (answer.length !== 1 || answer[0] !== 0x4e) throw new Error('the gateway does not speak PostgreSQL')
    if (!LOOPBACK.has(host)) throw new Error('the gateway speaks no TLS: a token is not sent there')
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', abandon)
  }
}

/** Asks a gateway to cancel what a session runs or holds: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS */
export async function sendCancel(
  address: GatewayAddress,
  { processId, secret }: { readonly processId: number; readonly secret: number },
  signal: AbortSignal,
): Promise<void> {
  const request = Buffer.alloc(16)
  request.writeInt32BE(16, 0)
  request.writeInt32BE(80877102, 4)
  request.writeInt32BE(processId, 8)
  request.writeInt32BE(secret, 12)
  const socket = await dial(address, signal)
  socket.on('error', () => socket.destroy())
  socket.end(request)
}
