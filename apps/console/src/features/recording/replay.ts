import {
  PostgresTranscript,
  type RecordedApproval,
  type RecordedEvent,
  type RecordedOutput,
  type RecordedStatement,
  readToolAnswer,
  type SessionEnd,
  type SessionStart,
  type StatementEnd,
} from '@sallyport/recording'
import { type Block, BlockBuilder } from './blocks'
import { countUntil } from './count-until'

/** One statement with all that happened to it. */
export interface ReplayStatement {
  readonly statement: RecordedStatement
  /** Index in the recording of the last of its events. */
  lastEvent: number
  readonly approvals: RecordedApproval[]
  readonly blocks: Block[]
  /** Values that were masked in what the client saw of it. */
  masked: number
  /** How much of it the client had been sent by when. */
  readonly sent: Sent[]
  end: StatementEnd | null
  /** When the last of its events happened. */
  lastAt: number
}

/** All that was sent up to a moment. */
interface Sent {
  readonly at: number
  readonly bytes: number
  readonly rows: number
}

/** How much of a statement's response the client had been sent by a moment. */
export function sentUntil({ sent }: ReplayStatement, at: number): Sent {
  return sent[countUntil(sent, at, ({ at }) => at) - 1] ?? { at, bytes: 0, rows: 0 }
}

/** A recording as it is played: grows event by event, and is read at any moment of it. */
export class Replay {
  readonly statements: ReplayStatement[] = []
  /** When each event happened; never decreasing, whatever the clock did. */
  readonly times: number[] = []
  start: SessionStart | null = null
  end: SessionEnd | null = null
  /** Why the responses cannot be shown from some statement on. */
  problem: string | null = null

  readonly #byNumber = new Map<number, ReplayStatement>()
  readonly #transcript = new PostgresTranscript()
  readonly #builder = new BlockBuilder()

  get startAt(): number {
    return this.times[0] ?? 0
  }

  get durationMs(): number {
    return (this.times.at(-1) ?? 0) - this.startAt
  }

  add(event: RecordedEvent): void {
    const at = Math.max(event.at, this.times.at(-1) ?? event.at)
    this.times.push(at)
    switch (event.type) {
      case 'session-start':
        this.start = event
        return
      case 'session-end':
        this.end = event
        return
      case 'statement':
        this.#begin(event, at)
        return
      case 'approval':
        this.#of(event.statement, at)?.approvals.push(event)
        return
      case 'output':
        this.#output(event, at)
        return
      case 'statement-end': {
        const entry = this.#of(event.statement, at)
        if (entry) entry.end = event
        return
      }
    }
  }

  #begin(statement: RecordedStatement, at: number): void {
    const entry: ReplayStatement = {
      statement: { ...statement, at },
      lastEvent: this.times.length - 1,
      approvals: [],
      blocks: [],
      masked: 0,
      sent: [],
      end: null,
      lastAt: at,
    }
    this.statements.push(entry)
    this.#byNumber.set(statement.statement, entry)
  }

  #output(event: RecordedOutput, at: number): void {
    const entry = this.#of(event.statement, at)
    if (entry) {
      entry.masked += event.masked
      const before = entry.sent.at(-1)
      const bytes = (before?.bytes ?? 0) + event.payload.length
      entry.sent.push({ at, bytes, rows: (before?.rows ?? 0) + event.rows })
    }
    if (this.problem) return
    if (this.start?.target === 'mcp') {
      for (const part of readToolAnswer(event.payload)) entry?.blocks.push({ ...part, at })
      return
    }
    try {
      // Also of outputs outside a statement: a message may begin in one payload and end in the next.
      for (const item of this.#transcript.push(event.payload)) {
        if (entry) this.#builder.add(entry.blocks, item, at)
      }
    } catch (error) {
      this.problem = error instanceof Error ? error.message : 'the response cannot be read'
    }
  }

  #of(number: number, at: number): ReplayStatement | undefined {
    const entry = this.#byNumber.get(number) ?? this.statements.at(-1)
    if (entry) {
      entry.lastAt = at
      entry.lastEvent = this.times.length - 1
    }
    return entry
  }
}
