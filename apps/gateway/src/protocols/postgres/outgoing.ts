import { forward, recordPreparation, recordSkipped } from '../../session/run'
import type { Conversation } from './conversation'
import type { Prepared } from './named-statements'
import type { Pending } from './pending'
import type { Understanding } from './understand'

/** What was decided and is on its way to the target with the next flush, in the order in which the client asked. */
export class Outgoing {
  private readonly conversation: Conversation
  private readonly understanding: Understanding
  private messages: Buffer[] = []
  /** How many of them belong to earlier Syncs, which a hold must not delay. */
  private complete = 0
  private unrecorded: Prepared[] = []

  constructor(conversation: Conversation, understanding: Understanding) {
    this.conversation = conversation
    this.understanding = understanding
  }

  /** A message that is answered. */
  ask(message: Buffer, pending: Pending): void {
    // Something before it failed while it was being decided: the target skips it, and would not answer.
    if (this.conversation.skipsUntilSync) {
      pending.settle?.(false)
      if (!pending.refusal && pending.statement > 0)
        recordSkipped(this.conversation.session, pending.statement)
      return
    }
    this.conversation.pending.push(pending)
    this.send(message)
  }

  /** A message that has no answer of its own. */
  send(message: Buffer): void {
    this.messages.push(message)
  }

  /** All so far belongs together, and waits for nothing that comes. */
  noteComplete(): void {
    this.complete = this.messages.length
  }

  /** It is recorded when it leaves, unless it ran by then. */
  recordLater(prepared: Prepared): void {
    this.unrecorded.push(prepared)
  }

  /** What was complete goes on; what came with a statement that waits, waits with it. */
  flushComplete(): void {
    this.flush(this.complete)
  }

  flush(count = this.messages.length): void {
    if (count === 0) return
    const { messages } = this
    if (this.unrecorded.length > 0) this.recordPreparations()
    const isAll = count === messages.length
    this.messages = isAll ? [] : messages.slice(count)
    this.complete = Math.max(0, this.complete - count)
    const { session, toTarget } = this.conversation
    forward(session, toTarget, joinNeighbours(isAll ? messages : messages.slice(0, count)))
  }

  private recordPreparations(): void {
    const { unrecorded } = this
    this.unrecorded = []
    for (const prepared of unrecorded) {
      if (prepared.isRecorded) continue
      recordPreparation(this.conversation.session, this.understanding.statement(prepared.understood))
      prepared.isRecorded = true
    }
  }
}

/** One piece of all messages: those that lie side by side, as they do when they came together, are not copied. */
function joinNeighbours(messages: readonly Buffer[]): Buffer {
  const [first] = messages
  if (!first) return NOTHING
  if (messages.length === 1) return first
  let end = first.byteOffset + first.length
  for (let at = 1; at < messages.length; at++) {
    const message = messages[at]
    if (message?.buffer !== first.buffer || message.byteOffset !== end) return Buffer.concat(messages)
    end += message.length
  }
  return Buffer.from(first.buffer, first.byteOffset, end - first.byteOffset)
}

const NOTHING = Buffer.alloc(0)
