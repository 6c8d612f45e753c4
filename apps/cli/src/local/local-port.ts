import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import {
  MessageReader,
  PASSWORD_REQUEST,
  passwordMessage,
  SSL_REQUEST,
  startupMessage,
} from './postgres-messages'

/** A port of this machine that leads to the gateway. */
export interface LocalPort {
  readonly port: number
  /** What clients of it give: other people of this machine reach the port as well. */
  readonly password: string
  close(): void
}

interface Way {
  readonly gateway: { readonly host: string; readonly port: number }
  /** The connection that everybody gets who comes this way. */
  readonly connection: string
  readonly port: number
  token(): Promise<string>
  complain(words: string): void
}

const SIGN_IN_MS = 30_000

/**
 * For programs that cannot carry a token as long as ours, or no TLS: they speak PostgreSQL without it to this port,
 * with its own password, and the token and TLS are added on the way to the gateway.
 */
export async function openLocalPort(way: Way): Promise<LocalPort> {
  const password = randomBytes(18).toString('base64url')
  const clients = new Set<Socket>()
  const server = createServer({ noDelay: true }, (client) => {
    clients.add(client)
    client.once('close', () => clients.delete(client))
    client.on('error', () => client.destroy())
    lead(client, way, password).catch((error: unknown) => {
      way.complain(`${error instanceof Error ? error.message : 'a client could not be led on'}\n`)
      client.destroy()
    })
  })
  server.listen(way.port, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.close()
    for (const client of clients) client.destroy()
  }
  return { port: (server.address() as AddressInfo).port, password, close }
}

async function lead(client: Socket, way: Way, password: string): Promise<void> {
  const late = setTimeout(() => client.destroy(), SIGN_IN_MS)
  const fromClient = new MessageReader(client)
  let parameters = await fromClient.startup()
  while (parameters === null) {
    client.write('N') // no TLS, no GSSAPI: this is the same machine
    parameters = await fromClient.startup()
  }
  if (parameters === 'cancel') {
    const gateway = await dial(way.gateway)
    gateway.end(fromClient.lastStartup)
    client.end()
    clearTimeout(late)
    return
  }
  client.write(PASSWORD_REQUEST)
  if (!isSame(await fromClient.password(), password)) {
    client.end(refusal('the password of this local port is wrong'))
    clearTimeout(late)
    return
  }
  const gateway = await dial(way.gateway)
  gateway.on('error', () => client.destroy())
  gateway.once('close', () => client.end())
  client.once('close', () => gateway.destroy())
  gateway.write(startupMessage({ ...parameters, database: way.connection }))
  const fromGateway = new MessageReader(gateway)
  const first = await fromGateway.message()
  // Anything but the question for a password is the gateway's own refusal, and the client's to read.
  if (first[0] === 0x52) gateway.write(passwordMessage(await way.token()))
  else client.write(first)
  clearTimeout(late)
  client.unshift(fromClient.release())
  gateway.unshift(fromGateway.release())
  client.pipe(gateway)
  gateway.pipe(client)
}

/** With TLS if the gateway speaks it, and then only with a certificate that is right; without it only on this machine. */
async function dial({ host, port }: Way['gateway']): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true })
  await once(socket, 'connect')
  socket.write(SSL_REQUEST)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  if (answer.toString('latin1') === 'S') {
    const secure = connectTls({ socket, host, servername: host })
    await once(secure, 'secureConnect')
    return secure
  }
  if (!LOOPBACK.has(host)) {
    socket.destroy()
    throw new Error(`the gateway at ${host} speaks no TLS: a token is not sent there`)
  }
  return socket
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1'])

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function refusal(words: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C28P01\0M${words}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}
