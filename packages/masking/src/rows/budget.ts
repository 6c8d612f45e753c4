/** How much of one row is searched. What is beyond is masked whole, so that no row can hold up the others. */
export interface Limits {
  readonly bytesPerRow: number
  readonly millisecondsPerRow: number
}

export const DEFAULT_LIMITS: Limits = { bytesPerRow: 16 * 1024 * 1024, millisecondsPerRow: 500 }

/** Below this a value is searched in less time than asking for the time takes to matter. */
const TIMED_BYTES = 65_536

/** What is left of a row's limits. */
export class Budget {
  private readonly limits: Limits
  private bytes = 0
  private untimed = 0
  private deadline = 0

  constructor(limits: Limits = DEFAULT_LIMITS) {
    this.limits = limits
  }

  beginRow(): void {
    this.bytes = this.limits.bytesPerRow
    this.untimed = 0
    this.deadline = 0
  }

  /** Whether a value of this size may still be searched. */
  take(size: number): boolean {
    this.bytes -= size
    if (this.bytes < 0) return false
    this.untimed += size
    if (this.untimed < TIMED_BYTES) return true
    this.untimed = 0
    const now = performance.now()
    if (this.deadline === 0) this.deadline = now + this.limits.millisecondsPerRow
    return now < this.deadline
  }
}
