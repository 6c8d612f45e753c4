import { SallyportError } from '@sallyport/core'
import { TooManySessions } from '../errors'

interface Limits {
  /** How many sessions may be open over one connection. */
  readonly sessions: number
  /** How many may sign in at its target at the same time; a server forks for each. */
  readonly atOnce: number
  /** How long one waits for its turn. */
  readonly waitMs: number
}

interface Count {
  sessions: number
  signingIn: number
  readonly waiting: Set<() => void>
}

const AT_ONCE = 16
const WAIT_MS = 15_000

/** Sessions at targets, counted by connection: a storm of clients must not take a target away from everybody else. */
export class Openings {
  private readonly limits: Limits
  private readonly counts = new Map<string, Count>()

  constructor({ sessions, atOnce = AT_ONCE, waitMs = WAIT_MS }: Partial<Limits> & Pick<Limits, 'sessions'>) {
    this.limits = { sessions, atOnce, waitMs }
  }

  /**
   * Takes a place for a session. Call what it returns when the session is over. Throws when there is none left.
   */
  enter(connectionId: string): () => void {
    const count = this.counts.get(connectionId) ?? { sessions: 0, signingIn: 0, waiting: new Set() }
    if (count.sessions >= this.limits.sessions) throw new TooManySessions()
    this.counts.set(connectionId, count)
    count.sessions += 1
    return () => {
      count.sessions -= 1
      if (count.sessions === 0) this.counts.delete(connectionId)
    }
  }

  /** Signs in when it is its turn; `connectionId` has been entered. */
  async signIn<T>(connectionId: string, work: () => Promise<T>): Promise<T> {
    const count = this.counts.get(connectionId)
    if (!count) throw new Error('signed in before it was entered')
    if (count.signingIn >= this.limits.atOnce) await this.turn(count)
    else count.signingIn += 1
    try {
      return await work()
    } finally {
      const [next] = count.waiting
      if (next) next()
      else count.signingIn -= 1
    }
  }

  /** Whoever has finished hands its place over. */
  private turn({ waiting }: Count): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.delete(mine)
        reject(
          new SallyportError('UNAVAILABLE', 'too many sessions begin over this connection at once', {
            hint: 'Try again in a moment.',
          }),
        )
      }, this.limits.waitMs)
      const mine = () => {
        clearTimeout(late)
        waiting.delete(mine)
        resolve()
      }
      waiting.add(mine)
    })
  }
}
