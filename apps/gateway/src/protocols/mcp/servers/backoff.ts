import { SallyportError } from '@sallyport/core'

const FIRST_MS = 1_000
const MOST_MS = 30_000
const MAX_KEPT = 1_000

interface Failure {
  readonly times: number
  readonly until: number
  readonly error: SallyportError
}

/** A server that does not start or answer is not asked at once by everybody again: 1, 2, 4, … 30 seconds later. */
export class Backoff {
  private readonly failures = new Map<string, Failure>()

  /** Throws what went wrong the last time, while it is too early to try again. */
  assertReady(server: string): void {
    const failure = this.failures.get(server)
    if (!failure || failure.until <= Date.now()) return
    const seconds = Math.ceil((failure.until - Date.now()) / 1_000)
    throw new SallyportError(failure.error.code, failure.error.message, {
      hint: `${failure.error.hint ?? ''} It is tried again in ${seconds} s.`.trim(),
    })
  }

  failed(server: string, error: SallyportError): void {
    const times = (this.failures.get(server)?.times ?? 0) + 1
    const waitMs = Math.min(MOST_MS, FIRST_MS * 2 ** (times - 1))
    if (this.failures.size >= MAX_KEPT) this.failures.clear()
    this.failures.set(server, { times, until: Date.now() + waitMs, error })
  }

  succeeded(server: string): void {
    this.failures.delete(server)
  }
}
