import { SKIPPED } from '../../session/run'
import type { Answer } from './answer'
import { errorResponse } from './codec/backend'
import { decodeErrorFields } from './codec/error-fields'
import { HEADER_BYTES } from './codec/framer'
import { scrubError } from './scrub-error'

/** Severities after which a server closes the connection. */
const ENDS = new Set(['FATAL', 'PANIC'])

/** What says that something that was asked is done, or failed. */
export class EndResponses {
  private readonly answer: Answer

  constructor(answer: Answer) {
    this.answer = answer
  }

  /** ParseComplete, BindComplete or CloseComplete. */
  onDone(expected: 'parse' | 'bind' | 'close'): void {
    const { pending } = this.answer.conversation
    this.answer.expect(expected)
    if (!pending.head?.isOwn) this.answer.pass()
    pending.shift(true)
  }

  /** CommandComplete, EmptyQueryResponse or PortalSuspended. */
  onComplete(): void {
    const { answer } = this
    const { conversation, progress } = answer
    const { pending, output } = conversation
    const { head } = pending
    conversation.isCopyIn = false
    answer.pass()
    progress.plan = null
    if (head?.message === 'query') {
      progress.index += 1
      return
    }
    answer.expect('execute')
    pending.shift(true)
    output.endStatement(head?.statement ?? 0, answer.outcome)
    answer.beginNext()
  }

  /** From here on the target ignores Sync until the copy ends; so those already sent will not be answered. */
  onCopyIn(): void {
    const { conversation } = this.answer
    conversation.isCopyIn = !conversation.pending.beginCopyIn()
    this.answer.pass()
  }

  onError(): void {
    const { answer } = this
    const { conversation, progress } = answer
    const { pending, output, masker } = conversation
    const { head } = pending
    conversation.isCopyIn = false
    const fields = decodeErrorFields(answer.body)
    const shown = head?.refusal
      ? errorResponse(head.refusal)
      : scrubError(answer.message, masker, answer.reachesMasked(masker), head?.positions)
    answer.emit(shown)
    if (!answer.isBlocked || progress.code === null) progress.code = fields.get('C') ?? 'XX000'
    progress.plan = null
    if (ENDS.has(fields.get('V') ?? '')) conversation.hasTargetEnded = true
    if (!head || head.message === 'query' || head.message === 'sync') return
    if (!head.refusal) output.endStatement(head.statement, answer.outcome)
    answer.beginNext()
    for (const skipped of pending.failUntilSync()) {
      if (skipped !== head.statement) output.endStatement(skipped, SKIPPED)
    }
    // The client's Sync is still to come: what it sends before that, the target skips.
    if (pending.isEmpty) conversation.skipsUntilSync = true
  }

  /** ReadyForQuery. */
  onReady(): void {
    const { answer } = this
    const { conversation, progress } = answer
    const { pending, output } = conversation
    const { head } = pending
    const { index, code } = progress
    // A query is answered before it is done. Was it not, this is the answer to another message.
    if (head?.message !== 'query' || (index === 0 && code === null)) answer.expect('sync')
    answer.isBlocked = false
    conversation.isCopyIn = false
    if (head?.message === 'sync') output.addAfter(answer.bytes, answer.start, answer.end)
    else answer.pass()
    pending.shift(code === null)
    conversation.noteReady(String.fromCharCode(answer.bytes[answer.start + HEADER_BYTES] ?? 0))
    if (head?.message === 'query' && !head.refusal) output.endStatement(head.statement, answer.outcome)
    answer.beginNext()
  }
}
