import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type TestTarget, testTarget } from '@sallyport/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { query, startup } from '../apps/gateway/src/attacks/wire.fixture'
import { cstring, message } from '../apps/gateway/src/protocols/postgres/codec/write'
import { type GatewayProcess, startGatewayProcess } from './gateway'

// Messages that are larger than what a gateway may take: its memory is that of a process of its own.

const MEGABYTE = 1024 * 1024
const LARGE = 200 * MEGABYTE
/** Buffers on the way, and what has not been collected yet. */
const MAX_GROWTH = 96 * MEGABYTE

let target: TestTarget
let gateway: GatewayProcess

beforeAll(async () => {
  target = await testTarget('empty')
  gateway = await startGatewayProcess(target)
})

afterAll(async () => {
  await gateway.stop()
  await target.drop()
})

/** A client that keeps nothing of what it reads: only how much that was, and its last bytes. */
class Drain {
  readonly socket: Socket
  bytes = 0
  private end = Buffer.alloc(0)

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk) => {
      this.bytes += chunk.length
      this.end = Buffer.concat([this.end, chunk]).subarray(-64)
    })
  }

  static async signedIn(): Promise<Drain> {
    const drain = new Drain(connect(gateway.port, '127.0.0.1'))
    drain.socket.write(startup({ user: 'agent', database: target.database }))
    drain.socket.write(message('p', cstring(gateway.token)))
    await drain.until(READY)
    return drain
  }

  async write(bytes: Buffer): Promise<void> {
    if (!this.socket.write(bytes)) await once(this.socket, 'drain')
  }

  /** Reads on until what came last ends with this. */
  async until(end: string): Promise<void> {
    while (!this.end.toString('latin1').endsWith(end)) await once(this.socket, 'data')
    this.end = Buffer.alloc(0)
  }
}

const READY = 'Z\0\0\0\x05I'

/** How much the gateway's memory grew at most while something went on. */
async function growth(work: () => Promise<void>): Promise<number> {
  const before = gateway.residentBytes() ?? 0
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, gateway.residentBytes() ?? 0)
  }, 20)
  await work()
  clearInterval(watch)
  return Math.max(most, gateway.residentBytes() ?? 0) - before
}

describe('a message of 200 MB', { timeout: 240_000 }, () => {
  it('goes to a client in constant memory', async () => {
    const client = await Drain.signedIn()
    const grown = await growth(async () => {
      await client.write(query(`select repeat('x', ${LARGE})`))
      await client.until(READY)
    })
    expect(client.bytes).toBeGreaterThan(LARGE)
    expect(grown).toBeLessThan(MAX_GROWTH)
    client.socket.destroy()
  })

  it('waits in the server, not in the gateway, for a client that does not read', async () => {
    const client = await Drain.signedIn()
    const grown = await growth(async () => {
      client.socket.pause()
      await client.write(query(`select repeat('x', ${LARGE})`))
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      client.socket.resume()
      await client.until(READY)
    })
    expect(grown).toBeLessThan(MAX_GROWTH)
    client.socket.destroy()
  })

  it('comes from a client, as COPY data, in constant memory', async () => {
    const client = await Drain.signedIn()
    await client.write(query('create table large (v text)'))
    await client.until(READY)
    await client.write(query('copy large from stdin'))
    await client.until('G\0\0\0\x09\0\0\x01\0\0')
    const header = Buffer.alloc(5)
    header.write('d')
    header.writeUInt32BE(4 + LARGE + 1, 1)
    const piece = Buffer.alloc(MEGABYTE, 'y')
    const grown = await growth(async () => {
      await client.write(header)
      for (let sent = 0; sent < LARGE; sent += piece.length) await client.write(piece)
      await client.write(Buffer.concat([Buffer.from('\n'), message('c')]))
      await client.until(READY)
    })
    expect(grown).toBeLessThan(MAX_GROWTH)
    const before = client.bytes
    await client.write(query('select length(v) from large'))
    await client.until(READY)
    expect(client.bytes).toBeGreaterThan(before)
    client.socket.destroy()
  })
})
