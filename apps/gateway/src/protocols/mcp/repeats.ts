import { setTimeout } from 'node:timers/promises'

/** So often the same may be denied before its answers come late. */
const FREE = 3
const MAX_DELAY_MS = 30_000
/** From so many on people are told, once in a window. */
const RAISE_AT = 6
const WINDOW_MS = 15 * 60_000
const MAX_KEPT = 10_000

interface Attempts {
  since: number
  times: number
}

/** The same denied attempt again and again is answered ever later, and raised to people. */
export class Repeats {
  private readonly attempts = new Map<string, Attempts>()
  private readonly raise: (sessionId: string, times: number, what: Denied) => void

  constructor(raise: (sessionId: string, times: number, what: Denied) => void) {
    this.raise = raise
  }

  /** Waits as long as this attempt has to; `what` is what was denied, however it was worded. */
  async slow(subject: string, sessionId: string, what: Denied, signal: AbortSignal): Promise<void> {
    const times = this.note(`${subject} ${what.connection} ${what.what}`)
    if (times === RAISE_AT && sessionId) this.raise(sessionId, times, what)
    if (times <= FREE) return
    await setTimeout(delayMs(times), undefined, { signal, ref: false }).catch(() => undefined)
  }

  private note(key: string): number {
    const now = Date.now()
    const found = this.attempts.get(key)
    if (found && now - found.since <= WINDOW_MS) {
      found.times += 1
      return found.times
    }
    const [oldest] = this.attempts.keys()
    if (this.attempts.size >= MAX_KEPT && oldest !== undefined) this.attempts.delete(oldest)
    this.attempts.set(key, { since: now, times: 1 })
    return 1
  }
}

export interface Denied {
  readonly connection: string
  readonly what: string
  readonly rule: string | null
}

/** 1, 2, 4, … seconds. */
export function delayMs(times: number): number {
  return times <= FREE ? 0 : Math.min(MAX_DELAY_MS, 1_000 * 2 ** (times - FREE - 1))
}
