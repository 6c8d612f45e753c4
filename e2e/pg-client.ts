import { once } from 'node:events'
import { connect } from 'node:net'
import pg from 'pg'
import { demoFile } from './product'

/** node-postgres on the gateway, as the demo's agent where no token is given. Connected; the caller ends it. */
export async function connectPg(token?: string): Promise<pg.Client> {
  const { gateway, agent, connection } = demoFile()
  const client = new pg.Client({
    ...gateway.postgres,
    user: agent.name,
    password: token ?? agent.token,
    database: connection,
  })
  client.on('error', () => undefined) // the tests look at what the queries say
  await client.connect()
  return client
}

const CANCEL_REQUEST = 80_877_102

/** What libpq's PQcancel sends: a CancelRequest on a connection of its own. */
export async function cancelRequest(client: pg.Client, demo = demoFile()): Promise<void> {
  const { processID, secretKey } = client as unknown as {
    readonly processID: number
    readonly secretKey: number
  }
  const packet = Buffer.alloc(16)
  for (const [index, word] of [packet.length, CANCEL_REQUEST, processID, secretKey].entries()) {
    packet.writeInt32BE(word, index * 4)
  }
  const { host, port } = demo.gateway.postgres
  const socket = connect({ host, port })
  await once(socket, 'connect')
  socket.end(packet)
  await once(socket.resume(), 'close')
}
