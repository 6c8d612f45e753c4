import pg from 'pg'
import { LiveMessage } from './message'
import { CHANNEL } from './publish'
import { LiveQueue, MISSED, type Missed } from './queue'

const FIRST_RETRY_MS = 200
const LAST_RETRY_MS = 5_000
/** A connection that a network forgot says nothing; a question that gets no answer does. */
const PROBE_EVERY_MS = 15_000
const ANSWER_WITHIN_MS = 5_000

export type LiveItem = LiveMessage | Missed

/**
 * One LISTEN connection for the process, and any number of readers. It connects at the first subscription,
 * reconnects by itself, and says MISSED to every reader after a gap: then they read again what they care about.
 */
export class LiveHub {
  readonly #url: string
  readonly #queues = new Set<LiveQueue<LiveMessage>>()
  #client: pg.Client | null = null
  #connecting: Promise<void> | null = null
  #retryMs = FIRST_RETRY_MS
  #retry: NodeJS.Timeout | null = null
  #closed = false

  constructor(url: string) {
    this.#url = url
  }

  /**
   * Every message from now on, until the signal fires. Resolves once LISTEN is in place, so what is published after
   * that is not missed.
   */
  async subscribe(signal: AbortSignal): Promise<AsyncIterable<LiveItem>> {
    const queue = new LiveQueue<LiveMessage>()
    this.#queues.add(queue)
    signal.addEventListener('abort', () => this.#queues.delete(queue), { once: true })
    if (!this.#client) await this.#connect()
    return this.#read(queue, signal)
  }

  async *#read(queue: LiveQueue<LiveMessage>, signal: AbortSignal): AsyncGenerator<LiveItem> {
    try {
      yield* queue.read(signal)
    } finally {
      this.#queues.delete(queue)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    if (this.#retry) clearTimeout(this.#retry)
    await this.#client?.end()
    this.#client = null
  }

  #connect(): Promise<void> {
    this.#connecting ??= this.#listen().finally(() => {
      this.#connecting = null
    })
    return this.#connecting
  }

  async #listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
      application_name: 'sallyport-live',
    })
    client.on('notification', ({ payload }) => this.#receive(payload))
    client.on('error', () => this.#lost(client))
    client.on('end', () => this.#lost(client))
    try {
      await client.connect()
      await client.query(`LISTEN ${CHANNEL}`)
    } catch {
      this.#reconnect() // readers are told MISSED once it works again
      return
    }
    this.#client = client
    this.#probe(client)
    this.#retryMs = FIRST_RETRY_MS
  }

  #probe(client: pg.Client): void {
    const timer = setInterval(() => {
      if (this.#client !== client) return clearInterval(timer)
      client.query('SELECT 1').catch(() => this.#lost(client))
    }, PROBE_EVERY_MS)
    timer.unref()
  }

  #receive(payload: string | undefined): void {
    const message = LiveMessage.safeParse(parseJson(payload))
    if (!message.success) return // another version's message, or somebody else's on our channel
    for (const queue of this.#queues) queue.push(message.data)
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return
    this.#client = null
    client.end().catch(() => undefined) // it is gone one way or the other
    this.#reconnect()
  }

  #reconnect(): void {
    if (this.#closed || this.#retry) return
    this.#retry = setTimeout(() => {
      this.#retry = null
      void this.#connect().then(() => this.#sayMissed())
    }, this.#retryMs)
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS)
  }

  #sayMissed(): void {
    if (!this.#client) return
    for (const queue of this.#queues) queue.push(MISSED)
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
