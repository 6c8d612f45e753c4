import { SallyportError } from '@sallyport/core'
import type { Answer } from './answer'
import { MAX_LARGE_BYTES } from './codec/request-limits'
import type { ResultResponses } from './result-responses'
import { cancelAtTarget } from './target/target-link'

/** Rows and COPY data of more bytes than this pass as they come where nothing in them is masked. */
const MAX_WHOLE_BYTES = 256 * 1024

/** Messages that are not kept until they are whole. */
export class LargeResponses {
  private readonly answer: Answer
  private readonly results: ResultResponses
  /** How much is still to come of one, and whether the client sees it. */
  left = 0
  private isShown = false

  constructor(answer: Answer, results: ResultResponses) {
    this.answer = answer
    this.results = results
  }

  /** Of a message that says less than rows do, no server sends as much as may be kept. */
  maxLength(type: number | undefined): number {
    return type === 0x44 || type === 0x64 ? MAX_LARGE_BYTES : this.answer.conversation.maxWholeBytes
  }

  /** Whether a message of which not all has come passes as it comes: nothing in it is masked. */
  mayPass(type: number | undefined, length: number): boolean {
    if (length <= MAX_WHOLE_BYTES) return false
    if (type === 0x44) return this.results.plan().isIdle
    return type === 0x64 && this.answer.conversation.masker.activeDetection().isEmpty
  }

  pass(bytes: Buffer, start: number, end: number): void {
    const { answer } = this
    const { output } = answer.conversation
    this.left = end - bytes.length
    this.isShown = !answer.isBlocked
    const isRow = bytes[start] === 0x44
    if (isRow) answer.progress.rows += 1
    if (answer.isBlocked) return
    answer.conversation.session.rows.spend(1) // one message of COPY data counts as a row
    output.beginMessage()
    answer.put(bytes, start, bytes.length)
    if (isRow) output.countRows(1, 0)
  }

  /**
   * It would have to be kept to be masked, and is too large for that. The target is made to fail where the client is
   * told that it does: it is still sending, so that nothing after it has run.
   */
  refuse(bytes: Buffer, end: number): Promise<void> {
    const { answer } = this
    const { session, target, maxWholeBytes } = answer.conversation
    this.left = Math.max(0, end - bytes.length)
    this.isShown = false
    if (!answer.isBlocked) answer.block(tooLarge(maxWholeBytes))
    return cancelAtTarget(session.target, target)
  }

  /** More of what did not come whole; answers how much of the chunk that was. */
  takeRest(chunk: Buffer): number {
    const { output, pending } = this.answer.conversation
    const end = Math.min(this.left, chunk.length)
    this.left -= end
    if (this.isShown) {
      output.add(pending.head?.statement ?? 0, chunk, 0, end)
      output.flush()
      if (this.left === 0) output.endMessage()
    }
    return end
  }
}

function tooLarge(maxBytes: number): SallyportError {
  return new SallyportError('LIMIT_EXCEEDED', `a row that is masked may have ${maxBytes} bytes`, {
    hint: 'Read the large value in parts. An operator can raise the limit: SALLYPORT_MESSAGE_MAX_MB.',
  })
}
