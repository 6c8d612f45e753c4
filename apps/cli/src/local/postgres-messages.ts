import type { Socket } from 'node:net'

/** As much of PostgreSQL's start-up as it takes to answer one side's password and ask the other's. */

const SSL_CODE = 80877103
const GSS_CODE = 80877104
const CANCEL_CODE = 80877102
const MAX_BYTES = 16_384

export const SSL_REQUEST = packet(int32(SSL_CODE))
/** AuthenticationCleartextPassword */
export const PASSWORD_REQUEST = Buffer.concat([Buffer.from('R'), int32(8), int32(3)])

export function startupMessage(parameters: Readonly<Record<string, string>>): Buffer {
  const words = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`)
  return packet(Buffer.concat([int32(3 << 16), Buffer.from(`${words.join('')}\0`)]))
}

export function passwordMessage(password: string): Buffer {
  return Buffer.concat([Buffer.from('p'), packet(Buffer.from(`${password}\0`))])
}

function packet(body: Buffer): Buffer {
  return Buffer.concat([int32(body.length + 4), body])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** Reads whole messages off a socket, until it is released to be read by somebody else. */
export class MessageReader {
  /** The start-up packet that came last, as it came. */
  lastStartup: Buffer = Buffer.alloc(0)
  private readonly socket: Socket
  private bytes: Buffer = Buffer.alloc(0)
  private wake: (() => void) | null = null
  private hasEnded = false

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', this.onData)
    socket.once('close', this.onEnd)
    socket.once('end', this.onEnd)
  }

  /** The parameters; null: it asks for encryption first; or it wants to cancel something. */
  async startup(): Promise<Readonly<Record<string, string>> | null | 'cancel'> {
    this.lastStartup = await this.take(0)
    const code = this.lastStartup.readInt32BE(4)
    if (code === SSL_CODE || code === GSS_CODE) return null
    if (code === CANCEL_CODE) return 'cancel'
    if (code >>> 16 !== 3) throw new Error('a client speaks another protocol than PostgreSQL’s')
    const words = this.lastStartup.subarray(8).toString('utf8').split('\0')
    const parameters: Record<string, string> = {}
    for (let at = 0; words[at]; at += 2) parameters[words[at] ?? ''] = words[at + 1] ?? ''
    return parameters
  }

  async password(): Promise<string> {
    const message = await this.take(1)
    return message[0] === 0x70 ? message.subarray(5, -1).toString('utf8') : ''
  }

  message(): Promise<Buffer> {
    return this.take(1)
  }

  /** What came after the last message. The socket is paused, and nobody's. */
  release(): Buffer {
    this.socket.off('data', this.onData)
    this.socket.off('end', this.onEnd)
    this.socket.pause()
    return this.bytes
  }

  /** A message: `before` bytes and then its length, which counts itself. */
  private async take(before: number): Promise<Buffer> {
    for (;;) {
      if (this.bytes.length >= before + 4) {
        const size = before + this.bytes.readInt32BE(before)
        if (size < before + 4 || size > MAX_BYTES) throw new Error('a message’s length is out of range')
        if (this.bytes.length >= size) {
          const message = this.bytes.subarray(0, size)
          this.bytes = this.bytes.subarray(size)
          return message
        }
      }
      if (this.hasEnded) throw new Error('the connection was closed during the sign-in')
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }

  private readonly onData = (chunk: Buffer): void => {
    this.bytes = Buffer.concat([this.bytes, chunk])
    this.wake?.()
  }

  private readonly onEnd = (): void => {
    this.hasEnded = true
    this.wake?.()
  }
}
