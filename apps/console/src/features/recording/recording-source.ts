import { EMPTY_HEAD, type ReadRecord, readRecords, verify } from '@sallyport/recording'
import { fetchRecording } from './fetch-recording'
import { Replay } from './replay'

/** What the browser found out about the chain by itself. */
export type Seal =
  | { readonly state: 'checking' }
  | { readonly state: 'verified'; readonly events: number; readonly isWhole: false }
  /** It also ends where the console's database says that it ends. */
  | {
      readonly state: 'verified'
      readonly events: number
      readonly isWhole: true
      readonly bytes: number
      /** The chain's head as it was computed here, in hex. */
      readonly head: string
    }
  | { readonly state: 'broken'; readonly event: number; readonly reason: string }
  | { readonly state: 'unavailable'; readonly reason: string }

export interface SourceState {
  readonly loadedBytes: number
  readonly wantedBytes: number
  readonly seal: Seal
  /** Why no more could be fetched. */
  readonly error: string | null
}

/** How far the console says that the recording goes. */
export interface Extent {
  readonly bytes: number
  /** The chain's head as the console keeps it, in hex; null while the session is live. */
  readonly finalHead: string | null
}

const INITIAL: SourceState = { loadedBytes: 0, wantedBytes: 0, seal: { state: 'checking' }, error: null }

/** Fetches one recording piece by piece, checks its chain and feeds a replay. Goes on from where it is. */
export class RecordingSource {
  readonly replay = new Replay()
  readonly #id: string
  readonly #listeners = new Set<() => void>()
  #state = INITIAL
  #extent: Extent = { bytes: 0, finalHead: null }
  #rest: Uint8Array = new Uint8Array(0)
  #head: Uint8Array = EMPTY_HEAD
  #events = 0
  #isLoading = false

  constructor(id: string) {
    this.#id = id
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly state = (): SourceState => this.#state

  /** Fetches up to the extent; called again when the recording has grown or ended, or to try again. */
  async load(extent: Extent): Promise<void> {
    this.#extent = extent
    this.#set({ wantedBytes: extent.bytes, error: null })
    if (this.#isLoading) return
    this.#isLoading = true
    try {
      while (this.#state.loadedBytes < this.#extent.bytes) {
        const bytes = await fetchRecording(this.#id, this.#state.loadedBytes, this.#extent.bytes)
        if (bytes.length === 0) break
        await this.#take(bytes)
      }
      this.#checkEnd()
    } catch (error) {
      this.#set({ error: error instanceof Error ? error.message : 'The recording could not be fetched.' })
    } finally {
      this.#isLoading = false
    }
  }

  async #take(bytes: Uint8Array): Promise<void> {
    const joined = new Uint8Array(this.#rest.length + bytes.length)
    joined.set(this.#rest)
    joined.set(bytes, this.#rest.length)
    const { records, malformed } = readAll(joined)
    const end = records.at(-1)?.end ?? 0
    const events = records.flatMap((record) => record.events)
    const seal = await this.#check(joined.subarray(0, end), malformed, events.length)

    for (const event of events) this.replay.add(event)
    this.#events += events.length
    // After a malformed record nothing says where the next one begins.
    this.#rest = malformed ? new Uint8Array(0) : joined.slice(end)
    const loadedBytes = malformed ? this.#extent.bytes : this.#state.loadedBytes + bytes.length
    this.#set({ loadedBytes, seal })
  }

  async #check(whole: Uint8Array, malformed: string | null, count: number): Promise<Seal> {
    const { seal } = this.#state
    if (seal.state === 'broken' || seal.state === 'unavailable') return seal
    try {
      const found = await verify(whole, undefined, this.#head)
      if (!found.ok) return { state: 'broken', event: this.#events + found.event, reason: found.reason }
      this.#head = found.head
    } catch (error) {
      return { state: 'unavailable', reason: error instanceof Error ? error.message : 'not possible here' }
    }
    if (malformed) return { state: 'broken', event: this.#events + count, reason: malformed }
    return { state: 'verified', events: this.#events + count, isWhole: false }
  }

  /** Of an ended session: nothing may be missing at the end. */
  #checkEnd(): void {
    const { seal, loadedBytes } = this.#state
    const { finalHead, bytes } = this.#extent
    if (seal.state !== 'verified' || finalHead === null || loadedBytes < bytes) return
    const { events } = seal
    const isWhole = this.#rest.length === 0 && toHex(this.#head) === finalHead
    const whole = { state: 'verified', events, isWhole: true, bytes, head: finalHead } as const
    const reason = 'it does not end as the console’s database says: events were removed, added or replaced'
    this.#set({ seal: isWhole ? whole : { state: 'broken', event: this.#events, reason } })
  }

  #set(change: Partial<SourceState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}

function readAll(bytes: Uint8Array): {
  readonly records: readonly ReadRecord[]
  readonly malformed: string | null
} {
  const records: ReadRecord[] = []
  try {
    for (const record of readRecords(bytes)) records.push(record)
  } catch (error) {
    return { records, malformed: error instanceof Error ? error.message : 'malformed recording' }
  }
  return { records, malformed: null }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
