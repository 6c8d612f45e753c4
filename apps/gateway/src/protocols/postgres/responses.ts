import { Answer, violation } from './answer'
import { HEADER_BYTES } from './codec/framer'
import type { Conversation } from './conversation'
import { EndResponses } from './end-responses'
import { LargeResponses } from './large-responses'
import { NoticeResponses } from './notice-responses'
import { ResultResponses } from './result-responses'

/**
 * Reads what the target says, tells which statement each message answers, and makes of it what the client may
 * see. A message that answers nothing that was asked ends the session: we would not know how to mask it.
 */
export class Responses {
  private readonly conversation: Conversation
  private readonly answer: Answer
  private readonly results: ResultResponses
  private readonly ends: EndResponses
  private readonly notices: NoticeResponses
  private readonly large: LargeResponses
  /** A message that has not come whole yet, in pieces. */
  private pieces: Buffer[] = []
  private size = 0
  private needed = HEADER_BYTES

  constructor(conversation: Conversation) {
    this.conversation = conversation
    this.answer = new Answer(conversation)
    this.results = new ResultResponses(this.answer)
    this.ends = new EndResponses(this.answer)
    this.notices = new NoticeResponses(this.answer)
    this.large = new LargeResponses(this.answer, this.results)
  }

  /**
   * Takes bytes off the wire; they may change after it has returned. New relations in a result are looked up before
   * anything of it is judged: until that promise resolves, no more may be taken.
   */
  take(chunk: Buffer): void | Promise<void> {
    if (this.large.left > 0) {
      const taken = this.large.takeRest(chunk)
      return taken < chunk.length ? this.read(chunk, taken) : undefined
    }
    if (this.size === 0) return this.read(chunk, 0)
    this.pieces.push(Buffer.from(chunk))
    this.size += chunk.length
    if (this.size < this.needed) return
    const bytes = Buffer.concat(this.pieces, this.size)
    this.pieces = []
    this.size = 0
    return this.read(bytes, 0)
  }

  /** `isLookedUp`: the first message names a relation that not even the newest catalogue has. */
  private read(bytes: Buffer, from: number, isLookedUp = false): void | Promise<void> {
    const { answer } = this
    let at = from
    this.needed = HEADER_BYTES
    try {
      while (bytes.length - at >= HEADER_BYTES) {
        const length = bytes.readUInt32BE(at + 1)
        if (length < 4 || length > this.large.maxLength(bytes[at])) {
          throw violation(`message length ${length} is out of range`)
        }
        const end = at + 1 + length
        if (end > bytes.length && this.large.mayPass(bytes[at], length))
          return this.large.pass(bytes, at, end)
        if (length > this.conversation.maxWholeBytes) {
          const after = Buffer.from(bytes.subarray(Math.min(end, bytes.length)))
          return this.large.refuse(bytes, end).then(() => this.read(after, 0))
        }
        if (end > bytes.length) {
          this.needed = length + 1
          break
        }
        const isNew = !(isLookedUp && at === from)
        if (isNew && bytes[at] === 0x54 && this.results.namesUnknownRelation(bytes, at, end)) {
          const rest = Buffer.from(bytes.subarray(at))
          return this.conversation.refreshCatalogue(true).then(() => this.read(rest, 0, true))
        }
        answer.bytes = bytes
        answer.start = at
        answer.end = bytes[at] === 0x44 ? endOfRows(bytes, end) : end
        this.handle(bytes[at] ?? 0)
        at = answer.end
      }
    } finally {
      this.conversation.output.flush()
    }
    if (at < bytes.length) {
      this.pieces = [Buffer.from(bytes.subarray(at))]
      this.size = bytes.length - at
    }
  }

  private handle(type: number): void {
    switch (type) {
      case 0x44: // D
        return this.results.onDataRows()
      case 0x64: // d
        return this.results.onCopyData()
      case 0x54: // T
      case 0x6e: // n
        return this.results.onDescription()
      case 0x74: // t
        return this.results.onParameterDescription()
      case 0x31: // 1
        return this.ends.onDone('parse')
      case 0x32: // 2
        return this.ends.onDone('bind')
      case 0x33: // 3
        return this.ends.onDone('close')
      case 0x43: // C
      case 0x49: // I
      case 0x73: // s
        return this.ends.onComplete()
      case 0x47: // G
        return this.ends.onCopyIn()
      case 0x48: // H
        return this.results.onCopyOut()
      case 0x63: // c
        return this.answer.pass()
      case 0x56: // V
        return this.results.onFunctionResult()
      case 0x45: // E
        return this.ends.onError()
      case 0x5a: // Z
        return this.ends.onReady()
      case 0x4e: // N
        return this.notices.onNotice()
      case 0x41: // A
        return this.notices.onNotification()
      case 0x53: // S
        return this.notices.onParameterStatus()
      default:
        throw violation(
          `the target sent a message of type "${String.fromCharCode(type)}" that nothing asked for`,
        )
    }
  }
}

/** Behind the last DataRow of those that stand whole and back to back; `first` is where the second one begins. */
function endOfRows(bytes: Buffer, first: number): number {
  let at = first
  while (bytes[at] === 0x44 && bytes.length - at >= HEADER_BYTES) {
    const end = at + 1 + bytes.readUInt32BE(at + 1)
    if (end > bytes.length || end - at < HEADER_BYTES) return at
    at = end
  }
  return at
}
