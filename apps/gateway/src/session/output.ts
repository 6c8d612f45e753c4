import type { Outbox } from '../bytes/outbox'
import type { Recorder } from './recorder'
import type { StatementEnd } from './run'

/**
 * What one session's client may see, by statement and in order: recorded, and sent once that is written. The bytes are
 * copied once, into the log of recordings, from where they are sent. Bytes that lie side by side are copied together.
 */
export class Output {
  /** What is sent to the client goes through here only. */
  readonly client: Outbox
  private readonly recorder: Recorder
  private statement = 0
  /** How that statement ended: recorded behind what goes out with it. */
  private ending: StatementEnd | null = null
  private rows = 0
  private masked = 0
  private bytes: Uint8Array | null = null
  private start = 0
  private end = 0
  /** What is said of something else while a message is added in parts; null: none is. */
  private waiting: (() => void)[] | null = null

  constructor(recorder: Recorder, client: Outbox) {
    this.recorder = recorder
    this.client = client
  }

  /** Bytes that answer a statement; 0: none. They must not change before `flush`. */
  add(statement: number, bytes: Uint8Array, start: number, end: number): void {
    if (statement !== this.statement) {
      this.finish()
      this.statement = statement
    }
    if (this.bytes === bytes && this.end === start) {
      this.end = end
      return
    }
    this.copy()
    this.bytes = bytes
    this.start = start
    this.end = end
  }

  /** The same for what belongs to no statement, and goes out with the one that has just ended, if it follows at once. */
  addAfter(bytes: Uint8Array, start: number, end: number): void {
    this.add(this.ending ? this.statement : 0, bytes, start, end)
  }

  /** The message that is added next comes in parts. What is interjected waits until `endMessage`. */
  beginMessage(): void {
    this.waiting ??= []
  }

  endMessage(): void {
    const { waiting } = this
    this.waiting = null
    for (const say of waiting ?? []) say()
  }

  /** A message of its own, between others, sent at once. */
  interject(statement: number, message: Uint8Array): void {
    if (this.waiting) return void this.waiting.push(() => this.interject(statement, message))
    this.add(statement, message, 0, message.length)
    this.flush()
  }

  /** What was added last are rows, with so many values that were masked. */
  countRows(rows: number, masked: number): void {
    this.rows += rows
    this.masked += masked
  }

  /** Some of what was added last was masked, and is no row. */
  countMasked(): void {
    this.masked += 1
  }

  /** How a statement ended, after all that was added so far. */
  endStatement(statement: number, end: StatementEnd): void {
    if (statement !== this.statement || this.ending) {
      this.finish()
      this.statement = statement
    }
    this.ending = end
  }

  /** What was added goes on its way. Call it before the bytes change, and before anybody waits for the client. */
  flush(): void {
    this.finish()
    this.recorder.writeIfLarge()
  }

  private finish(): void {
    this.copy()
    if (this.recorder.hasOutput) this.recorder.finishOutput(this.rows, this.masked, this.client)
    this.rows = 0
    this.masked = 0
    const { ending, statement } = this
    if (!ending) return
    this.ending = null
    if (statement > 0) this.recorder.statementEnd(statement, ending)
  }

  private copy(): void {
    const { bytes, start, end, recorder } = this
    if (!bytes) return
    this.bytes = null
    if (!recorder.hasOutput) recorder.beginOutput(this.statement)
    recorder.add(bytes, start, end, this.client)
  }
}
