import type { SallyportError } from '@sallyport/core'
import type { ColumnPlan, Lineage } from '../../session/masker'
import type { ResultColumn } from './codec/row-description'

/** What the target still owes an answer to, in the order in which it was asked. */
export interface Pending {
  readonly message: 'query' | 'parse' | 'bind' | 'describe' | 'execute' | 'close' | 'sync'
  /** The statement that the answer belongs to; 0: none. */
  readonly statement: number
  /** Where values come from, for each statement of a simple query, or for the one that is executed. */
  readonly lineages: readonly (Lineage | null)[]
  /** The gateway asked this itself: the client does not see the answer. */
  readonly isOwn?: boolean
  /** A refused statement: the target was made to fail in its place, and its error gives way to this one. */
  readonly refusal?: SallyportError
  /** Told once whether the target did it. */
  settle?(succeeded: boolean): void
  /** Told the columns that a Describe found. */
  describe?(columns: readonly ResultColumn[]): void
  /** How the rows of an Execute are masked. */
  plan?(): readonly ColumnPlan[] | null
}

/** A queue that skips what the target skips: after an error everything up to the next Sync goes unanswered. */
export class PendingQueue {
  private readonly queue: Pending[] = []

  push(pending: Pending): void {
    this.queue.push(pending)
  }

  get head(): Pending | undefined {
    return this.queue[0]
  }

  get isEmpty(): boolean {
    return this.queue.length === 0
  }

  shift(succeeded: boolean): Pending | undefined {
    const pending = this.queue.shift()
    pending?.settle?.(succeeded)
    return pending
  }

  /** Drops what the target skips after an error, and says which statements that were. */
  failUntilSync(): number[] {
    const skipped = new Set<number>()
    while (this.head && this.head.message !== 'sync' && this.head.message !== 'query') {
      const { statement } = this.head
      if (statement > 0) skipped.add(statement)
      this.shift(false)
    }
    return [...skipped]
  }

  /** The target ignores a Sync that reaches it while it takes COPY data. */
  dropSyncsBehindHead(): void {
    const kept = this.queue.filter((pending, at) => at === 0 || pending.message !== 'sync')
    this.queue.splice(0, this.queue.length, ...kept)
  }

  /** The session is over: nothing more will be answered. */
  abandon(): void {
    while (!this.isEmpty) this.shift(false)
  }
}
