import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A network between two parts of the product that can be cut: nothing comes through, and nobody is told. */
export class BlackHole {
  readonly #server = createServer((socket) => this.#carry(socket))
  readonly #port: number
  readonly #sockets = new Set<Socket>()
  #isCut = false

  /** Leads to a port of this machine. */
  constructor(port: number) {
    this.#port = port
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('it listens on no port')
    return address.port
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.pause()
  }

  /** What was on its way when it was cut is lost with its connections, as after a real cut of this length. */
  mend(): void {
    this.#isCut = false
    for (const socket of this.#sockets) socket.destroy()
  }

  close(): void {
    this.#server.close()
    this.mend()
  }

  #carry(near: Socket): void {
    const far = connect(this.#port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one)
      one.on('data', (chunk: Buffer) => {
        if (!other.destroyed) other.write(chunk)
      })
      one.on('error', () => undefined) // either end may go whenever it likes
      one.on('close', () => {
        this.#sockets.delete(one)
        if (!this.#isCut) other.destroy()
      })
      if (this.#isCut) one.pause()
    }
  }
}
