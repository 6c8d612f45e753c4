import { createHash } from 'node:crypto'
import { SallyportError } from '@sallyport/core'
import { describeError, log } from '../../log'
import type { ErrorFields } from '../postgres/codec/error-fields'
import type { PostgresProtocol } from '../postgres/serve'
import type { Bearer } from './bearer'
import { type Explained, explainStatement } from './explain-statement'
import type { Parameter, Ran } from './postgres-link'
import type { Seat, Seats } from './seats'

/** A statement that a client asks for. */
export interface Asked {
  readonly connection: string
  readonly sql: string
  readonly parameters: readonly Parameter[]
}

/** What became of it. */
export type Outcome =
  | { readonly kind: 'ran'; readonly ran: Ran }
  | { readonly kind: 'refused'; readonly error: SallyportError; readonly explained: Explained | null }
  | { readonly kind: 'failed'; readonly fields: ErrorFields }

/** That people are asked. */
export interface Held {
  readonly approvalId: string
  readonly url: string
  readonly expiresAt: Date
  readonly rule: string
  readonly message: string
}

export interface Call {
  readonly key: string
  readonly subject: string
  readonly asked: Asked
  readonly startedAt: Date
  /** The session that runs it; '' until there is one. */
  sessionId: string
  held: Held | null
  isSettled: boolean
  /** A client was told to come back for it. */
  isPromised: boolean
  readonly outcome: Promise<Outcome>
  /** Resolves when it is held or settled. */
  readonly news: Promise<void>
  /** Withdraws it while it is held, or cancels it at the target. */
  cancel(): void
}

const MAX_ROWS = 1_000
/** How long an answer waits for the client that was told to come back. */
const KEPT_MS = 15 * 60_000
const MAX_KEPT_OF_ONE = 20

/**
 * Statements from when they are asked for until their answer was taken. One that is held may outlast its client's
 * patience: then the next call for the same statement by the same identity finds it here, and has its answer, once.
 */
export class Calls {
  private readonly seats: Seats
  private readonly postgres: PostgresProtocol
  private readonly open = new Set<Call>()

  constructor(seats: Seats, postgres: PostgresProtocol) {
    this.seats = seats
    this.postgres = postgres
  }

  /** The call that a client was told to come back for, or a new one. */
  take(bearer: Bearer, asked: Asked): Call {
    const key = keyOf(bearer, asked)
    const found = [...this.open].find((call) => call.key === key && call.isPromised)
    if (found) {
      found.isPromised = false // whoever asks a moment later asks for another: its answer is given once
      return found
    }
    if (this.of(bearer.subject).length >= MAX_KEPT_OF_ONE)
      throw new SallyportError('LIMIT_EXCEEDED', 'too many statements wait for their answers to be taken', {
        hint: 'Ask again for those that were pending.',
      })
    return this.begin(bearer, asked, key)
  }

  /** Its answer was given. */
  forget(call: Call): void {
    this.open.delete(call)
  }

  /** What somebody's calls wait for. */
  of(subject: string): readonly Call[] {
    return [...this.open].filter((call) => call.subject === subject)
  }

  private begin(bearer: Bearer, asked: Asked, key: string): Call {
    let tell: () => void = () => undefined
    const news = new Promise<void>((resolve) => {
      tell = resolve
    })
    let seat: Seat | null = null
    let isCancelled = false
    const cancel = () => {
      isCancelled = true
      const cancelKey = seat?.link.cancelKey
      if (!cancelKey) return
      this.postgres.cancel(cancelKey.processId, cancelKey.secret).catch((error: unknown) => {
        const { sessionId } = call
        log('warn', 'a statement could not be cancelled', { sessionId, ...describeError(error) })
      })
    }
    const run = async (): Promise<Outcome> => {
      seat = await this.seats.take(bearer, asked.connection)
      call.sessionId = seat.session.id
      try {
        if (isCancelled) throw new SallyportError('CANCELLED', 'the client has gone')
        return await this.run(seat, call, tell)
      } finally {
        this.seats.release(bearer, asked.connection, seat)
        seat = null // another call's from now on, which is not to be cancelled for this one
      }
    }
    const call: Call = {
      key,
      subject: bearer.subject,
      asked,
      startedAt: new Date(),
      sessionId: '',
      held: null,
      isSettled: false,
      isPromised: false,
      news,
      cancel,
      outcome: Promise.resolve()
        .then(run)
        .catch((error: unknown): Outcome => {
          if (error instanceof SallyportError) return { kind: 'refused', error, explained: null }
          throw error
        })
        .finally(() => {
          call.isSettled = true
          tell()
          setTimeout(() => this.forget(call), KEPT_MS).unref()
        }),
    }
    call.outcome.catch(() => undefined) // whoever waits hears of it; nobody may
    this.open.add(call)
    return call
  }

  private async run(seat: Seat, call: Call, tell: () => void): Promise<Outcome> {
    const { sql, parameters } = call.asked
    let refused: SallyportError | null = null
    seat.watch = {
      held: ({ id, url, expiresAt }, { rule }) => {
        call.held = { approvalId: id, url, expiresAt, rule: rule?.name ?? '', message: rule?.message ?? '' }
        tell()
      },
      refused: (error) => {
        refused ??= error
      },
    }
    const ran = await seat.link.run(sql, parameters, MAX_ROWS)
    seat.watch = null
    if (seat.link.isInTransaction) await seat.link.run('ROLLBACK', [], 0)
    if (refused) return { kind: 'refused', error: refused, explained: await this.explain(seat, sql) }
    return ran.error ? { kind: 'failed', fields: ran.error } : { kind: 'ran', ran }
  }

  private async explain({ session }: Seat, sql: string): Promise<Explained | null> {
    try {
      return explainStatement(session, await this.postgres.catalogue(session.target), sql)
    } catch (error) {
      if (error instanceof SallyportError) return null
      throw error
    }
  }
}

/** The token may be renewed meanwhile: it is the identity that comes back. */
function keyOf({ subject }: Bearer, asked: Asked): string {
  const content = JSON.stringify([asked.connection, asked.sql, asked.parameters])
  return `${subject} ${createHash('sha256').update(content).digest('hex')}`
}
