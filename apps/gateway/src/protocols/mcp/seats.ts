import { duplexPair } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { SallyportError } from '@sallyport/core'
import type { Gate } from '../../session/gate'
import type { Session, SessionWatch } from '../../session/session'
import type { PostgresProtocol } from '../postgres/serve'
import type { Bearer } from './bearer'
import { PostgresLink } from './postgres-link'

/** One recorded session of one bearer at one connection, used by one call at a time. */
export interface Seat {
  readonly session: Session
  readonly link: PostgresLink
  /** Who is told of holds and refusals; the call that has the seat. */
  watch: SessionWatch | null
  /** Resolves when its place is free. */
  readonly ended: Promise<void>
}

/** A seat that nobody uses. */
interface Idle {
  readonly key: string
  readonly subject: string
  readonly seat: Seat
  readonly timer: NodeJS.Timeout
}

/** So many sessions one identity may have open by MCP. */
const MAX_OF_ONE = 8
const MAX_OF_ALL = 1_000
/** A session that nobody used for so long ends. */
const IDLE_MS = 5 * 60_000
/** How long somebody waits for the place of one that is ended. */
const END_TIMEOUT_MS = 5_000
/** What runs longer than this at the target is cancelled by it; waiting for an approval does not count. */
const STATEMENT_TIMEOUT = '60s'

/**
 * The sessions behind MCP's calls. MCP itself has none that last, so they are kept by token and connection, and
 * another call of the same bearer finds its session again.
 */
export class Seats {
  private readonly gate: Gate
  private readonly postgres: PostgresProtocol
  /** Those that were used longest ago first. */
  private readonly idle = new Set<Idle>()
  private readonly counts = new Map<string, number>()
  private total = 0

  constructor(gate: Gate, postgres: PostgresProtocol) {
    this.gate = gate
    this.postgres = postgres
  }

  /** A session that is ready; give it back with `release`. Throws what `authenticate` throws, and LIMIT_EXCEEDED. */
  async take(bearer: Bearer, connection: string): Promise<Seat> {
    const key = keyOf(bearer, connection)
    for (const entry of [...this.idle].reverse()) {
      if (entry.key !== key) continue
      this.forget(entry)
      if (isUsable(entry.seat)) return entry.seat
    }
    return this.open(bearer, connection)
  }

  release(bearer: Bearer, connection: string, seat: Seat): void {
    seat.watch = null
    if (!isUsable(seat)) return seat.link.close()
    const timer = setTimeout(() => this.end(entry), IDLE_MS).unref()
    const entry: Idle = { key: keyOf(bearer, connection), subject: bearer.subject, seat, timer }
    this.idle.add(entry)
  }

  private async open(bearer: Bearer, connection: string): Promise<Seat> {
    const session = await this.authenticate(bearer, connection)
    const [near, far] = duplexPair()
    const link = new PostgresLink(near)
    const watch: SessionWatch = {
      held: (pending, decision) => seat.watch?.held(pending, decision),
      refused: (error) => seat.watch?.refused(error),
    }
    const parameters = new Map([
      ['application_name', `sallyport mcp ${session.identity.name}`.slice(0, 60)],
      ['statement_timeout', STATEMENT_TIMEOUT],
    ])
    const ready = link.ready()
    const ended = this.postgres.attach(far, { ...session, watch }, parameters).finally(() => {
      this.count(bearer, -1)
      for (const entry of this.idle) if (entry.seat.link === link) this.forget(entry)
    })
    const seat: Seat = { session, link, watch: null, ended }
    await ready
    return seat
  }

  private async authenticate(bearer: Bearer, connection: string): Promise<Session> {
    await this.makeRoom(bearer)
    this.count(bearer, 1)
    const { token, resource, clientAddress, clientApplication } = bearer
    try {
      return await this.gate.authenticate({
        username: '',
        token,
        resource,
        connection,
        protocol: 'mcp',
        clientAddress,
        clientApplication,
      })
    } catch (error) {
      this.count(bearer, -1)
      throw error
    }
  }

  /** Idle sessions give way, one's own or, where all places are taken, anybody's. Throws when there is no such one. */
  private async makeRoom({ subject }: Bearer): Promise<void> {
    for (;;) {
      const isFullOfOne = (this.counts.get(subject) ?? 0) >= MAX_OF_ONE
      if (!isFullOfOne && this.total < MAX_OF_ALL) return
      const oldest = [...this.idle].find((entry) => !isFullOfOne || entry.subject === subject)
      if (!oldest)
        throw new SallyportError('LIMIT_EXCEEDED', 'too many sessions are open', {
          hint: 'Wait until a statement that runs or is held has ended.',
        })
      this.end(oldest)
      await Promise.race([oldest.seat.ended, wait(END_TIMEOUT_MS, undefined, { ref: false })])
    }
  }

  private end(entry: Idle): void {
    this.forget(entry)
    entry.seat.link.close()
  }

  private forget(entry: Idle): void {
    clearTimeout(entry.timer)
    this.idle.delete(entry)
  }

  private count({ subject }: Bearer, change: 1 | -1): void {
    const now = (this.counts.get(subject) ?? 0) + change
    if (now > 0) this.counts.set(subject, now)
    else this.counts.delete(subject)
    this.total += change
  }
}

function isUsable({ session, link }: Seat): boolean {
  return !session.signal.aborted && !link.isClosed
}

function keyOf({ digest }: Bearer, connection: string): string {
  return `${digest} ${connection}`
}
