/** Failures that cost nothing: of one address and e-mail, where people mistype. */
const FREE_ATTEMPTS = 5
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15 * 60_000
const MOST_KEYS = 10_000

interface Failures {
  readonly count: number
  readonly notBefore: number
}

/**
 * Slows down guessing: after a few failures each further one doubles the wait. By what, is the key's matter; it holds
 * the address, so that nobody can lock somebody else out. In memory and bounded: the key that failed least recently is forgotten first.
 */
export class BackOff {
  readonly #failures = new Map<string, Failures>()

  /** Milliseconds until the next attempt is looked at; 0: now. */
  waitMs(key: string, now = Date.now()): number {
    return Math.max(0, (this.#failures.get(key)?.notBefore ?? 0) - now)
  }

  /** `free`: how many failures of the key cost nothing. */
  fail(key: string, now = Date.now(), free = FREE_ATTEMPTS): void {
    const count = (this.#failures.get(key)?.count ?? 0) + 1
    const doublings = count - free
    const wait = doublings < 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** doublings, LONGEST_WAIT_MS)
    this.#failures.delete(key) // so that it is entered as the newest
    this.#failures.set(key, { count, notBefore: now + wait })
    if (this.#failures.size > MOST_KEYS) this.#forgetOldest()
  }

  succeed(key: string): void {
    this.#failures.delete(key)
  }

  #forgetOldest(): void {
    for (const key of this.#failures.keys()) {
      this.#failures.delete(key)
      return
    }
  }
}
