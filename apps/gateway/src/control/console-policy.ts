import { SallyportError } from '@sallyport/core'
import { describeError, log } from '../log'
import type { Policy, PolicySnapshot } from '../session/policy'
import { rulesAt } from '../session/rules-at'
import type { ConsoleApi } from './console-api'

/** Asked for this often even if nothing was announced, in case an announcement was lost. */
const REFRESH_MS = 30_000
/** The longest that setTimeout can wait: 2^31 - 1 ms. */
const MAX_TIMER_MS = 0x7fffffff

/** Keeps the newest policy that the console has given; with the console away, running sessions keep the last one. */
export class ConsolePolicy implements Policy {
  private readonly api: ConsoleApi
  private snapshot: PolicySnapshot | null = null
  private pulling: Promise<void> | null = null
  private isStale = false
  private timer: NodeJS.Timeout | null = null
  private ending: NodeJS.Timeout | null = null

  constructor(api: ConsoleApi) {
    this.api = api
  }

  get version(): number {
    return this.snapshot?.version ?? 0
  }

  current(): PolicySnapshot {
    if (this.snapshot) return this.snapshot
    throw new SallyportError('UNAVAILABLE', 'the gateway has no policy yet, so nothing is allowed', {
      hint: 'It waits for its console; try again in a moment.',
    })
  }

  /** Pulls now. Calls during a pull cause one more after it, so that the newest always arrives. */
  pull(): Promise<void> {
    this.isStale = true
    this.pulling ??= this.pullUntilFresh()
    return this.pulling
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer)
    if (this.ending) clearTimeout(this.ending)
  }

  /** Rules that have an end are dropped at it, whether the console can be reached by then or not. */
  private use(snapshot: PolicySnapshot): void {
    const { inForce, nextEnd } = rulesAt(snapshot.rules, Date.now())
    this.snapshot = { ...snapshot, rules: inForce }
    if (this.ending) clearTimeout(this.ending)
    this.ending = null
    if (nextEnd === null) return
    const waitMs = Math.min(nextEnd - Date.now(), MAX_TIMER_MS)
    this.ending = setTimeout(() => this.use(snapshot), waitMs).unref()
  }

  private async pullUntilFresh(): Promise<void> {
    if (this.timer) clearTimeout(this.timer)
    try {
      while (this.isStale) {
        this.isStale = false
        this.use(await this.api.policy.query())
      }
    } catch (error) {
      log('warn', 'the policy could not be pulled', describeError(error))
    } finally {
      this.pulling = null
      this.timer = setTimeout(() => void this.pull(), REFRESH_MS)
    }
  }
}
