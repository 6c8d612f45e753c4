import type { Socket } from 'node:net'
import { SallyportError } from '@sallyport/core'
import { PostgresTranscript, type TranscriptItem } from '@sallyport/recording'
import { dial, type GatewayAddress, sendCancel } from './dial'
import { FrameLimit } from './frame-limit'
import { copyFail, password, startup, statement, TERMINATE } from './frontend'
import { readFields, signInMessages } from './sign-in-messages'

/** What one message may hold: a row of a result, mostly. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024
/** What runs longer than this at the target is cancelled by it; waiting for an approval does not count. */
const STATEMENT_TIMEOUT_MS = 10 * 60_000
const CANCEL_WITHIN_MS = 10_000
const COPY_REFUSED = 'COPY carries no data here: use SELECT or INSERT'

export interface GatewayListener {
  item(item: TranscriptItem): void
  /** Once, and the last word. */
  closed(reason: string, hint?: string): void
}

/** The console's own client of a gateway: it comes as the person whose token it has, like anybody. */
export class GatewayClient {
  private readonly socket: Socket
  private readonly address: GatewayAddress
  private readonly key: { readonly processId: number; readonly secret: number }
  private readonly limit = new FrameLimit(MAX_MESSAGE_BYTES)
  private readonly transcript = new PostgresTranscript()
  private listener: GatewayListener | null = null
  private lastWords: { readonly reason: string; readonly hint?: string } | null = null

  private constructor(socket: Socket, address: GatewayAddress, key: GatewayClient['key']) {
    this.socket = socket
    this.address = address
    this.key = key
  }

  /** Signs in to a connection. Throws the gateway's own words when it refuses. */
  static async connect(
    address: GatewayAddress,
    { connection, token }: { readonly connection: string; readonly token: string },
    signal: AbortSignal,
  ): Promise<GatewayClient> {
    const socket = await dial(address, signal)
    socket.on('error', () => socket.destroy())
    const abandon = () => socket.destroy()
    signal.addEventListener('abort', abandon, { once: true })
    try {
      socket.write(
        startup({
          user: 'console',
          database: connection,
          application_name: 'console',
          statement_timeout: String(STATEMENT_TIMEOUT_MS),
        }),
      )
      let key = { processId: 0, secret: 0 }
      for await (const { type, body } of signInMessages(socket)) {
        if (type === 'R' && body.readInt32BE(0) === 3) socket.write(password(token))
        else if (type === 'R' && body.readInt32BE(0) !== 0) throw unknownSignIn()
        else if (type === 'K') key = { processId: body.readInt32BE(0), secret: body.readInt32BE(4) }
        else if (type === 'E') throw refusal(body)
        else if (type === 'Z') return new GatewayClient(socket, address, key)
      }
      throw new SallyportError('UNAVAILABLE', 'the gateway closed the connection during the sign-in')
    } catch (error) {
      socket.destroy()
      throw error
    } finally {
      signal.removeEventListener('abort', abandon)
    }
  }

  /** Begins to read. */
  listen(listener: GatewayListener): void {
    this.listener = listener
    this.socket.on('data', (chunk: Buffer) => this.take(chunk))
    const closed = () => {
      const { reason, hint } = this.lastWords ?? { reason: 'the gateway closed the connection' }
      this.listener?.closed(reason, hint)
    }
    if (this.socket.destroyed) return closed()
    this.socket.once('close', closed)
    this.socket.resume()
  }

  /** At most `maxRows` rows come back, and then `suspended`. */
  run(text: string, maxRows: number): void {
    this.socket.write(statement(text, maxRows))
  }

  /** What runs, or waits for an approval, ends as if it was interrupted in psql. */
  cancel(): Promise<void> {
    return sendCancel(this.address, this.key, AbortSignal.timeout(CANCEL_WITHIN_MS))
  }

  close(): void {
    if (!this.socket.destroyed) this.socket.end(TERMINATE)
    setTimeout(() => this.socket.destroy(), 2_000).unref()
  }

  private take(chunk: Buffer): void {
    try {
      if (!this.limit.allows(chunk)) return this.giveUp('a row is larger than 16 MB: ask for less of it')
      for (const item of this.transcript.push(chunk)) this.handle(item)
    } catch {
      this.giveUp('what the gateway said could not be read')
    }
  }

  private handle(item: TranscriptItem): void {
    if (item.kind === 'copy-start' && item.direction !== 'out') this.socket.write(copyFail(COPY_REFUSED))
    if (item.kind === 'error' && item.fields.severity === 'FATAL') {
      const { message: reason, hint } = item.fields
      this.lastWords = { reason, ...(hint !== undefined && { hint }) }
      return
    }
    this.listener?.item(item)
  }

  private giveUp(reason: string): void {
    this.lastWords ??= { reason }
    this.socket.destroy()
  }
}

function refusal(body: Buffer): SallyportError {
  const fields = readFields(body)
  const hint = fields.get('H')
  return new SallyportError('DENIED', fields.get('M') ?? 'the gateway refused the connection', {
    ...(hint !== undefined && { hint }),
  })
}

function unknownSignIn(): SallyportError {
  return new SallyportError('UNAVAILABLE', 'the gateway asks for another sign-in than a token')
}
