import type { RecordedEvent, RecordedMask } from '@sallyport/recording'
import type { EditorAnswer } from './messages'

interface Expected {
  readonly run: number
  readonly text: string
}

interface Recorded {
  readonly run: number
  readonly statement: number
  readonly masks: readonly RecordedMask[]
  masked: number
}

/** So many statements may be on their way from the gateway; older ones go without their reasons. */
const MAX_EXPECTED = 1_000

/** Tells of each statement which columns of its result are masked and why, when its record has arrived. */
export class MaskReasons {
  private readonly send: (answer: EditorAnswer) => void
  private readonly expected: Expected[] = []
  private readonly recorded = new Map<number, Recorded>()

  constructor(send: (answer: EditorAnswer) => void) {
    this.send = send
  }

  expect({ run, text }: Expected): void {
    if (this.expected.length >= MAX_EXPECTED) this.expected.shift()
    this.expected.push({ run, text })
  }

  /** An event of the session's recording, in order. */
  take(event: RecordedEvent): void {
    if (event.type === 'statement') this.begin(event)
    if (event.type === 'output') {
      const recorded = this.recorded.get(event.statement)
      if (recorded) recorded.masked += event.masked
    }
    if (event.type === 'statement-end') {
      const recorded = this.recorded.get(event.statement)
      if (!recorded) return
      this.recorded.delete(event.statement)
      this.send({ type: 'masks', ...recorded })
    }
  }

  /** Statements are recorded in the order in which they were sent; one that never got that far is passed over. */
  private begin({ statement, text, masks = [] }: Extract<RecordedEvent, { type: 'statement' }>): void {
    // what an EXECUTE runs is recorded behind it
    const exactly = this.expected.findIndex((each) => text === each.text)
    const at = exactly >= 0 ? exactly : this.expected.findIndex((each) => text.startsWith(each.text))
    const [found] = at < 0 ? [] : this.expected.splice(0, at + 1).slice(-1)
    if (found) this.recorded.set(statement, { run: found.run, statement, masks, masked: 0 })
  }
}
