import { EventEmitter } from 'node:events'
import WebSocket from 'ws'
import { z } from 'zod'
import { log } from '../log'
import type { UploadLink } from '../spool/upload'

/** What the console tells its gateways. */
const ConsoleMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ack'), sessionId: z.uuid(), bytes: z.number().int().nonnegative() }),
  z.object({
    type: z.literal('stored'),
    sessionId: z.uuid(),
    bytes: z.number().int().nonnegative(),
    events: z.number().int().nonnegative(),
    head: z.base64().length(44), // 32 bytes
  }),
  z.object({ type: z.literal('refused'), sessionId: z.uuid(), message: z.string() }),
  z.object({ type: z.literal('policy'), version: z.number().int() }),
  z.object({ type: z.literal('approval'), id: z.uuid(), status: z.string() }),
  z.object({ type: z.literal('end-session'), sessionId: z.uuid(), reason: z.string() }),
  z.object({ type: z.literal('test'), id: z.uuid() }),
  z.object({ type: z.literal('catalogue'), id: z.uuid() }),
])
export type ConsoleMessage = z.infer<typeof ConsoleMessage>

const PING_MS = 10_000
const RETRY_MS = { first: 250, most: 5_000 }

interface Events {
  open: []
  message: [ConsoleMessage]
}

/** The WebSocket to the console, opened again whenever it is lost. */
export class ConsoleLink extends EventEmitter<Events> implements UploadLink {
  private readonly url: string
  private readonly token: string
  private readonly status: () => object
  private socket: WebSocket | null = null
  private retryMs = RETRY_MS.first
  private timer: NodeJS.Timeout | null = null
  private isClosed = false
  private isAlive = true

  constructor(consoleUrl: string, token: string, status: () => object) {
    super()
    this.url = new URL('/ws/gateway', consoleUrl.replace(/^http/, 'ws')).href
    this.token = token
    this.status = status
  }

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN
  }

  connect(): void {
    const socket = new WebSocket(this.url, {
      headers: { authorization: `Bearer ${this.token}` },
      perMessageDeflate: false,
      generateMask: () => undefined, // all zeros: masking hides nothing here, and costs a pass over every byte
      handshakeTimeout: PING_MS,
      maxPayload: 1024 * 1024,
    })
    this.socket = socket
    socket.on('open', () => this.onOpen(socket))
    socket.on('message', (data, isBinary) =>
      this.onMessage(!isBinary && Buffer.isBuffer(data) ? data.toString() : null),
    )
    socket.on('pong', () => {
      this.isAlive = true
    })
    socket.on('error', (error) => log('warn', 'the link to the console failed', { error: error.message }))
    socket.on('close', () => this.onClose())
  }

  close(): void {
    this.isClosed = true
    if (this.timer) clearTimeout(this.timer)
    this.socket?.close()
  }

  sendRecords(sessionId: string, offset: number, records: Buffer): void {
    const head = Buffer.alloc(24)
    head.write(sessionId.replaceAll('-', ''), 'hex')
    head.writeBigUInt64BE(BigInt(offset), 16)
    this.socket?.send(Buffer.concat([head, records]))
  }

  resume(sessionId: string): void {
    this.socket?.send(JSON.stringify({ type: 'resume', sessionId }))
  }

  private onOpen(socket: WebSocket): void {
    log('info', 'linked to the console', { url: this.url })
    this.retryMs = RETRY_MS.first
    this.isAlive = true
    this.beat(socket)
    this.emit('open')
  }

  /** Says how we are; a console that did not answer the last ping is taken for gone. */
  private beat(socket: WebSocket): void {
    if (!this.isAlive) return socket.terminate()
    this.isAlive = false
    socket.ping()
    this.report()
    this.timer = setTimeout(() => this.beat(socket), PING_MS)
  }

  /** Says how we are, now. */
  report(): void {
    if (this.isOpen) this.socket?.send(JSON.stringify({ type: 'status', ...this.status() }))
  }

  private onMessage(text: string | null): void {
    try {
      const parsed = ConsoleMessage.safeParse(JSON.parse(text ?? 'null'))
      if (parsed.success) this.emit('message', parsed.data)
      else log('warn', 'the console sent something that this gateway does not know')
    } catch {
      log('warn', 'the console sent something that is not JSON')
    }
  }

  private onClose(): void {
    if (this.timer) clearTimeout(this.timer)
    if (this.isClosed) return
    this.timer = setTimeout(() => this.connect(), this.retryMs)
    this.retryMs = Math.min(this.retryMs * 2, RETRY_MS.most)
  }
}
