import {
  closeEditor,
  findCaller,
  followSession,
  type Member,
  may,
  openEditor,
  sessionOfEditor,
} from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import type { TranscriptItem } from '@sallyport/recording'
import type { RawData, WebSocket } from 'ws'
import { logError } from '../log'
import type { ConsoleServices } from '../services'
import type { GatewayAddress } from './dial'
import { EditorRun, toMessage } from './editor-run'
import { GatewayClient } from './gateway-client'
import { MaskReasons } from './mask-reasons'
import { type EditorAnswer, EditorRequest } from './messages'

const CONNECT_WITHIN_MS = 20_000
/** A session in which nothing runs for so long ends, and with it an open transaction and its locks. */
const IDLE_MS = 15 * 60_000
/** A tab that is gone without a word does not answer. */
const PING_EVERY_MS = 20_000
/** What a tab does not read is kept up to here. */
const MAX_UNREAD_BYTES = 32 * 1024 * 1024
/** Not at every wave of an approval: as the gateway says it to everybody. */
const HELD = /waiting for approval at \S*\/approvals\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/

const RIGHTS_GONE = 'you are signed out, or may not do this any more'

interface Parts {
  readonly services: ConsoleServices
  readonly gateway: GatewayAddress
  readonly member: Member
  readonly connectionId: string
  readonly socket: WebSocket
}

/** One tab's session at a gateway, from its WebSocket to its end. Resolves then. */
export async function serveEditor(parts: Parts): Promise<void> {
  const { services, gateway, member, connectionId, socket } = parts
  const over = new AbortController()
  socket.once('close', () => over.abort())
  socket.on('error', () => socket.terminate())
  let tokenId: string | null = null
  let client: GatewayClient | null = null
  try {
    const opened = await openEditor(services, member, connectionId)
    tokenId = opened.tokenId
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(CONNECT_WITHIN_MS)])
    client = await GatewayClient.connect(gateway, opened, signal)
    const sessionId = await sessionOfEditor(services, tokenId)
    await new EditorSession(parts, client, sessionId, over.signal).untilOver()
  } catch (error) {
    say(socket, closing(error))
    if (!(error instanceof SallyportError) && !over.signal.aborted) logError('sql editor', error)
  } finally {
    over.abort()
    client?.close()
    socket.close(1000)
    setTimeout(() => socket.terminate(), 2_000).unref()
    if (tokenId) await closeEditor(services, member, tokenId)
  }
}

class EditorSession {
  private readonly parts: Parts
  private readonly client: GatewayClient
  private readonly sessionId: string | null
  private readonly signal: AbortSignal
  private readonly reasons: MaskReasons
  private running: EditorRun | null = null
  private idle: NodeJS.Timeout | null = null
  private end: (answer: EditorAnswer) => void = () => undefined

  constructor(parts: Parts, client: GatewayClient, sessionId: string | null, signal: AbortSignal) {
    this.parts = parts
    this.client = client
    this.sessionId = sessionId
    this.signal = signal
    this.reasons = new MaskReasons((answer) => this.send(answer))
  }

  async untilOver(): Promise<void> {
    const { socket } = this.parts
    const ended = new Promise<EditorAnswer | null>((resolve) => {
      this.end = resolve
      if (this.signal.aborted) resolve(null)
      this.signal.addEventListener('abort', () => resolve(null), { once: true })
      this.client.listen({
        item: (item) => this.onItem(item),
        closed: (reason, hint) => resolve({ type: 'closed', reason, ...(hint !== undefined && { hint }) }),
      })
    })
    socket.on('message', (data, isBinary) => this.onMessage(data, isBinary))
    const pinging = this.ping()
    this.restartIdle()
    this.send({ type: 'open', sessionId: this.sessionId })
    void this.watchRights()
    if (this.sessionId) void this.followMasks(this.sessionId)
    try {
      const last = await ended
      if (last) this.send(last)
    } finally {
      clearInterval(pinging)
      if (this.idle) clearTimeout(this.idle)
    }
  }

  private onMessage(data: RawData, isBinary: boolean): void {
    const request = isBinary ? null : EditorRequest.safeParse(parseJson(data))
    if (!request?.success) return this.close('the page asked for something that is not understood')
    if (request.data.type === 'cancel') {
      if (this.running) this.client.cancel().catch((error: unknown) => logError('sql editor cancel', error))
      return
    }
    if (this.running) return this.close('the page asked for a second statement while one ran')
    if (request.data.text.includes('\0')) return this.close('a statement holds a NUL character')
    if (this.idle) clearTimeout(this.idle)
    this.running = new EditorRun(request.data, (answer) => this.send(answer))
    this.reasons.expect(this.running)
    this.client.run(request.data.text, request.data.maxRows + 1)
  }

  private onItem(item: TranscriptItem): void {
    const { running } = this
    if (item.kind === 'notice') {
      const [, approvalId] = HELD.exec(item.fields.message) ?? []
      // a reminder says nothing new
      if (approvalId && running) {
        if (running.isNewApproval(approvalId)) void this.sayHeld(running, approvalId, item)
        return
      }
    }
    if (!running) {
      if (item.kind === 'notice') this.send({ type: 'notice', run: null, notice: toMessage(item.fields) })
      return
    }
    if (!running.take(item)) return
    this.running = null
    this.restartIdle()
  }

  /** A target can say the same words: what waits is what the console itself has of this session. */
  private async sayHeld(
    running: EditorRun,
    approvalId: string,
    item: Extract<TranscriptItem, { kind: 'notice' }>,
  ): Promise<void> {
    const { db } = this.parts.services
    const { organizationId } = this.parts.member
    const found = await db.approval
      .findFirst({
        where: { id: approvalId, organizationId, sessionId: this.sessionId ?? '' },
        select: { ruleName: true, message: true, expiresAt: true },
      })
      .catch(() => null)
    if (this.running !== running) return
    if (!found) return void running.take(item)
    const { ruleName: rule, message, expiresAt } = found
    this.send({ type: 'held', run: running.run, approvalId, rule, message, until: expiresAt.getTime() })
  }

  /** Ends it within a moment of a sign-out, or when somebody takes the person's rights. */
  private async watchRights(): Promise<void> {
    const { services, member } = this.parts
    try {
      const messages = await services.live.subscribe(this.signal)
      if (!(await this.mayStill())) return this.close(RIGHTS_GONE)
      for await (const message of messages) {
        const concerns =
          message.topic === 'missed' || (message.topic === 'identity' && message.id === member.id)
        if (!concerns) continue
        if (!(await this.mayStill())) return this.close(RIGHTS_GONE)
      }
    } catch (error) {
      if (!this.signal.aborted) this.close('your rights could not be checked')
      if (!this.signal.aborted) logError('sql editor rights', error)
    }
  }

  private async mayStill(): Promise<boolean> {
    const { services, member } = this.parts
    const who = { authorization: null, consoleSessionId: member.consoleSessionId }
    const now = await findCaller(services.db, services.settings, who)
    return now?.type === 'member' && may(now, 'token:create')
  }

  private async followMasks(sessionId: string): Promise<void> {
    try {
      for await (const event of followSession(this.parts.services, sessionId, this.signal)) {
        this.reasons.take(event)
      }
    } catch (error) {
      if (!this.signal.aborted) logError('sql editor recording', error)
    }
  }

  private restartIdle(): void {
    if (this.idle) clearTimeout(this.idle)
    const end = () => this.close('nothing was run for 15 minutes')
    this.idle = setTimeout(end, IDLE_MS).unref()
  }

  private ping(): NodeJS.Timeout {
    const { socket } = this.parts
    let isAlive = true
    socket.on('pong', () => {
      isAlive = true
    })
    return setInterval(() => {
      if (!isAlive) return socket.terminate()
      isAlive = false
      socket.ping()
      this.mayStill() // a sign-in that has come to its end is told by nobody
        .then((may) => !may && this.close(RIGHTS_GONE))
        .catch((error: unknown) => logError('sql editor rights', error))
    }, PING_EVERY_MS)
  }

  private close(reason: string): void {
    this.end({ type: 'closed', reason })
  }

  private send(answer: EditorAnswer): void {
    const { socket } = this.parts
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) return socket.terminate()
    say(socket, answer)
  }
}

function say(socket: WebSocket, answer: EditorAnswer): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(answer))
}

function closing(error: unknown): EditorAnswer {
  if (!(error instanceof SallyportError))
    return { type: 'closed', reason: 'no gateway can be reached', hint: 'Try again in a moment.' }
  return { type: 'closed', reason: error.message, ...(error.hint && { hint: error.hint }) }
}

function parseJson(data: RawData): unknown {
  try {
    return JSON.parse((Buffer.isBuffer(data) ? data : Buffer.alloc(0)).toString('utf8'))
  } catch {
    return undefined
  }
}
