import type { SallyportError } from '@sallyport/core'
import type { RowMasker } from '@sallyport/masking'
import type { Lineage } from '../../session/masker'
import type { ResultColumn } from './codec/row-description'

/** What the target still owes an answer to, in the order in which it was asked. */
export class Pending {
  readonly message: 'query' | 'parse' | 'bind' | 'describe' | 'execute' | 'close' | 'sync' | 'copy-end'
  /** The statement that the answer belongs to; 0: none. */
  readonly statement: number
  /** Where values come from, for each statement of a simple query, or for the one that is executed. */
  readonly lineages: readonly (Lineage | null)[]
  /** The gateway asked this itself: the client does not see the answer. */
  isOwn = false
  /** It stands for a part of a simple Query, which has no answer where there are no columns. */
  isOfQuery = false
  /** How many parameters, the last ones, are ours and not the client's. */
  ownParameters = 0
  /** A refused statement: the target was made to fail in its place, and its error gives way to this one. */
  refusal: SallyportError | null = null
  /** Leads from a position in the text that was forwarded to one in what the client sent. */
  positions: ((position: number) => number) | null = null
  /** Told once whether the target did it. */
  settle: ((succeeded: boolean) => void) | null = null
  /** Told the columns that a Describe found, and how rows in the formats that it says are masked. */
  describe: ((columns: readonly ResultColumn[], plan: RowMasker | null) => void) | null = null
  /** How the rows of an Execute are masked. */
  plan: (() => RowMasker | null) | null = null

  constructor(message: Pending['message'], statement: number, lineages: Pending['lineages']) {
    this.message = message
    this.statement = statement
    this.lineages = lineages
  }
}

export const NO_LINEAGES: Pending['lineages'] = []

/** As many that were answered are kept before the rest is moved. */
const MANY = 32

/** A queue that skips what the target skips: after an error everything up to the next Sync goes unanswered. */
export class PendingQueue {
  /** Those before `from` were answered. A pipeline may be hundreds of thousands long, and is not moved for each answer. */
  private queue: Pending[] = []
  private from = 0
  private onAnswered: (() => void) | null = null

  push(pending: Pending): void {
    this.queue.push(pending)
  }

  /** What is answered next. The end of COPY data has no answer, and where no COPY takes it the target ignores it. */
  get head(): Pending | undefined {
    while (this.queue[this.from]?.message === 'copy-end') this.drop()
    return this.queue[this.from]
  }

  /** Something was asked whose pipeline no Sync has ended, and is not answered yet. */
  get awaitsSync(): boolean {
    const { message } = this.queue.at(-1) ?? {}
    return message !== undefined && message !== 'sync' && message !== 'query' && message !== 'copy-end'
  }

  get isEmpty(): boolean {
    return this.head === undefined
  }

  shift(succeeded: boolean): Pending | undefined {
    const pending = this.head
    if (pending) this.drop()
    pending?.settle?.(succeeded)
    if (this.onAnswered && this.isEmpty) this.answered()
    return pending
  }

  /** Calls back once, when nothing is owed any more or the target takes COPY data; at once if that is so. */
  whenAnswered(then: () => void): void {
    if (this.isEmpty) then()
    else this.onAnswered = then
  }

  private answered(): void {
    const { onAnswered } = this
    this.onAnswered = null
    onAnswered?.()
  }

  private drop(): void {
    this.from += 1
    if (this.from === this.queue.length) this.queue = []
    else if (this.from < MANY || this.from * 2 < this.queue.length) return
    else this.queue = this.queue.slice(this.from)
    this.from = 0
  }

  /** Drops what the target skips after an error, a simple Query too, and says which statements that were. */
  failUntilSync(): number[] {
    const skipped = new Set<number>()
    while (this.head && this.head.message !== 'sync') {
      const { statement } = this.head
      if (statement > 0) skipped.add(statement)
      this.shift(false)
    }
    return [...skipped]
  }

  /** The head begins to take COPY data, and ignores the Syncs before its end. True when that end was sent already. */
  beginCopyIn(): boolean {
    this.queue = this.queue.slice(this.from)
    this.from = 0
    const end = this.queue.findIndex(({ message }) => message === 'copy-end')
    const taken = this.queue.slice(1, end === -1 ? undefined : end)
    const rest = end === -1 ? [] : this.queue.slice(end + 1)
    this.queue = [...this.queue.slice(0, 1), ...taken.filter(({ message }) => message !== 'sync'), ...rest]
    if (end === -1) this.answered()
    return end !== -1
  }

  /** The session is over: nothing more will be answered. */
  abandon(): void {
    while (!this.isEmpty) this.shift(false)
  }
}
