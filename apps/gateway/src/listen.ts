import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { describeError, log } from './log'
import type { Protocol } from './protocols/protocol'
import type { Gate } from './session/gate'

/** More clients than this at once are turned away before they cost anything. */
const MAX_CLIENTS = 5_000

export interface Listener {
  readonly port: number
  close(): Promise<void>
}

/** Accepts a protocol's clients. Each is served on its own: none waits for another, and none ends another. */
export async function listen(protocol: Protocol, gate: Gate, host: string, port: number): Promise<Listener> {
  const clients = new Set<Socket>()
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 }, (client) => {
    clients.add(client)
    client.on('close', () => clients.delete(client))
    client.on('error', () => client.destroy())
    protocol.serve(client, gate).catch((error: unknown) => {
      log('error', 'a client could not be served', { protocol: protocol.name, ...describeError(error) })
      client.destroy()
    })
  })
  server.maxConnections = MAX_CLIENTS
  server.listen({ host, port })
  await once(server, 'listening').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EADDRINUSE') throw cause
    throw new Error(
      `port ${port} is taken: set SALLYPORT_${protocol.name.toUpperCase()}_PORT to another one`,
      { cause },
    )
  })
  return { port: portOf(server), close: () => closeServer(server, clients) }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** Sessions were told that they end; whoever has not gone after a second is cut off. */
async function closeServer(server: Server, clients: ReadonlySet<Socket>): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  const cut = setTimeout(() => {
    for (const client of clients) client.destroy()
  }, 1_000)
  await closed
  clearTimeout(cut)
}
