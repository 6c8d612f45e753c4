import type { EditorAnswer, EditorRequest } from '~/server/sql-socket/messages'
import {
  after,
  change,
  type EditorState,
  FIRST_STATE,
  isBusy,
  lost,
  newResult,
  skipRest,
} from './editor-state'
import type { StatementSpan } from './statement-spans'

/** One tab's way to a connection. A session begins with the first statement, and anew with the next after it ended. */
export class EditorConnection {
  private readonly connectionId: string
  private readonly listeners = new Set<() => void>()
  private state: EditorState = FIRST_STATE
  private socket: WebSocket | null = null
  private lastRun = 0

  constructor(connectionId: string) {
    this.connectionId = connectionId
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly snapshot = (): EditorState => this.state

  /** Runs one after the other, until one fails. Nothing while others run. */
  run(spans: readonly StatementSpan[], maxRows: number): void {
    if (isBusy(this.state) || spans.length === 0) return
    const results = spans.map((span) => newResult(++this.lastRun, span, maxRows))
    this.set({ ...this.state, results })
    if (this.state.status === 'open') this.next()
    else this.connect()
  }

  cancel(): void {
    this.set(skipRest(this.state))
    this.send({ type: 'cancel' })
  }

  close(): void {
    const { socket } = this
    this.socket = null
    socket?.close()
    if (this.state.status === 'open' || this.state.status === 'connecting')
      this.set(lost(this.state, 'you ended the session', null))
  }

  private connect(): void {
    const url = new URL('/ws/sql', window.location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    url.searchParams.set('connection', this.connectionId)
    const socket = new WebSocket(url)
    this.socket = socket
    this.set({ ...this.state, status: 'connecting', sessionId: null })
    socket.addEventListener('message', ({ data }) => {
      if (this.socket !== socket) return
      this.set(after(this.state, JSON.parse(String(data)) as EditorAnswer))
      if (this.state.status === 'open') this.next()
    })
    socket.addEventListener('close', () => {
      if (this.socket !== socket) return
      this.socket = null
      if (this.state.status !== 'closed')
        this.set(lost(this.state, 'the connection to the console is lost', 'Run it again to connect again.'))
    })
  }

  private next(): void {
    const { results } = this.state
    if (results.some(({ state }) => state === 'running' || state === 'held')) return
    const next = results.find(({ state }) => state === 'waiting')
    if (!next) return
    const { run, text, maxRows } = next
    this.set(change(this.state, run, () => ({ state: 'running' })))
    this.send({ type: 'run', run, text, maxRows })
  }

  private send(request: EditorRequest): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(request))
  }

  private set(state: EditorState): void {
    this.state = state
    for (const listener of this.listeners) listener()
  }
}
