import { SallyportError } from '@sallyport/core'
import { describeError, log } from '../../log'
import type { ErrorFields } from '../postgres/codec/error-fields'
import type { PostgresProtocol } from '../postgres/serve'
import type { Begin, Progress, Refused } from './calls'
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
  | (Refused & { readonly explained?: Explained | null })
  | { readonly kind: 'failed'; readonly fields: ErrorFields }

const MAX_ROWS = 1_000

/** How statements run: each in a seat of its bearer, one at a time. */
export function statements(seats: Seats, postgres: PostgresProtocol): Begin<Asked, Outcome> {
  return (bearer, asked, progress) => {
    let seat: Seat | null = null
    let isCancelled = false
    const cancel = () => {
      isCancelled = true
      const cancelKey = seat?.link.cancelKey
      if (!cancelKey) return
      const sessionId = seat?.session.id
      postgres.cancel(cancelKey.processId, cancelKey.secret).catch((error: unknown) => {
        log('warn', 'a statement could not be cancelled', { sessionId, ...describeError(error) })
      })
    }
    const run = async (): Promise<Outcome> => {
      seat = await seats.take(bearer, asked.connection)
      progress.session(seat.session.id)
      try {
        if (isCancelled) throw new SallyportError('CANCELLED', 'the client has gone')
        return await runIn(seat, asked, progress, postgres)
      } finally {
        seats.release(bearer, asked.connection, seat)
        seat = null // another call's from now on, which is not to be cancelled for this one
      }
    }
    return { run, cancel }
  }
}

async function runIn(
  seat: Seat,
  { sql, parameters }: Asked,
  { held }: Progress,
  postgres: PostgresProtocol,
): Promise<Outcome> {
  let refused: SallyportError | null = null
  seat.watch = {
    held,
    refused: (error) => {
      refused ??= error
    },
  }
  const ran = await seat.link.run(sql, parameters, MAX_ROWS)
  seat.watch = null
  if (seat.link.isInTransaction) await seat.link.run('ROLLBACK', [], 0)
  if (refused) return { kind: 'refused', error: refused, explained: await explain(seat, sql, postgres) }
  return ran.error ? { kind: 'failed', fields: ran.error } : { kind: 'ran', ran }
}

async function explain(
  { session }: Seat,
  sql: string,
  postgres: PostgresProtocol,
): Promise<Explained | null> {
  try {
    return explainStatement(session, await postgres.catalogue(session.target), sql)
  } catch (error) {
    if (error instanceof SallyportError) return null
    throw error
  }
}
