import { duplexPair } from 'node:stream'
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
}

/** So many sessions one identity may have open by MCP. */
const MAX_OF_ONE = 8
const MAX_OF_ALL = 1_000
/** A session that nobody used for so long ends. */
const IDLE_MS = 5 * 60_000
/** What runs longer than this at the target is cancelled by it; waiting for an approval does not count. */
const STATEMENT_TIMEOUT = '60s'

/**
 * The sessions behind MCP's calls. MCP itself has none that last, so they are kept by token and connection, and
 * another call of the same bearer finds its session again.
 */
export class Seats {
  private readonly gate: Gate
  private readonly postgres: PostgresProtocol
  private readonly idle = new Map<string, { readonly seat: Seat; readonly timer: NodeJS.Timeout }[]>()
  private readonly counts = new Map<string, number>()
  private total = 0

  constructor(gate: Gate, postgres: PostgresProtocol) {
    this.gate = gate
    this.postgres = postgres
  }

  /** A session that is ready; give it back with `release`. Throws what `authenticate` throws, and LIMIT_EXCEEDED. */
  async take(bearer: Bearer, connection: string): Promise<Seat> {
    const waiting = this.idle.get(keyOf(bearer, connection)) ?? []
    for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
      clearTimeout(entry.timer)
      if (isUsable(entry.seat)) return entry.seat
    }
    return this.open(bearer, connection)
  }

  release(bearer: Bearer, connection: string, seat: Seat): void {
    seat.watch = null
    if (!isUsable(seat)) return seat.link.close()
    const key = keyOf(bearer, connection)
    const waiting = this.idle.get(key) ?? []
    const timer = setTimeout(() => seat.link.close(), IDLE_MS).unref()
    this.idle.set(key, [...waiting, { seat, timer }])
  }

  private async open(bearer: Bearer, connection: string): Promise<Seat> {
    const session = await this.authenticate(bearer, connection)
    const [near, far] = duplexPair()
    const link = new PostgresLink(near)
    const seat: Seat = { session, link, watch: null }
    const watch: SessionWatch = {
      held: (pending, decision) => seat.watch?.held(pending, decision),
      refused: (error) => seat.watch?.refused(error),
    }
    const parameters = new Map([
      ['application_name', `sallyport mcp ${session.identity.name}`.slice(0, 60)],
      ['statement_timeout', STATEMENT_TIMEOUT],
    ])
    const ready = link.ready()
    void this.postgres.attach(far, { ...session, watch }, parameters).finally(() => {
      this.count(bearer, -1)
      this.forget(keyOf(bearer, connection), seat)
    })
    await ready
    return seat
  }

  private async authenticate(bearer: Bearer, connection: string): Promise<Session> {
    if ((this.counts.get(bearer.subject) ?? 0) >= MAX_OF_ONE || this.total >= MAX_OF_ALL)
      throw new SallyportError('LIMIT_EXCEEDED', 'too many sessions are open', {
        hint: 'Wait until a statement that runs or is held has ended.',
      })
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

  private count({ subject }: Bearer, change: 1 | -1): void {
    const now = (this.counts.get(subject) ?? 0) + change
    if (now > 0) this.counts.set(subject, now)
    else this.counts.delete(subject)
    this.total += change
  }

  private forget(key: string, gone: Seat): void {
    const left = (this.idle.get(key) ?? []).filter(({ seat }) => seat !== gone)
    if (left.length > 0) this.idle.set(key, left)
    else this.idle.delete(key)
  }
}

function isUsable({ session, link }: Seat): boolean {
  return !session.signal.aborted && !link.isClosed
}

function keyOf({ digest }: Bearer, connection: string): string {
  return `${digest} ${connection}`
}
