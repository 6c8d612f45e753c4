import { SallyportError } from '@sallyport/core'
import { type Begun, HEADER_BYTES } from './codec/framer'
import type { RequestParts } from './request-parts'

/** Longer names are cut by the target. */
const MAX_NAME_BYTES = 256

interface Large {
  /** Header and what may hold a name. */
  readonly head: Buffer
  left: number
  readonly isSent: boolean
}

/** Messages that are not kept until they are whole: they pass in pieces, or are refused for their size once they have come. */
export class LargeRequests {
  private readonly parts: RequestParts
  private large: Large | null = null

  constructor(parts: RequestParts) {
    this.parts = parts
  }

  /** How many bytes of one are still to come. */
  get left(): number {
    return this.large?.left ?? 0
  }

  /** COPY data passes as it comes. What must be decided whole and is too large for it is refused when it has come. */
  begin({ head, left }: Begun): void {
    const { conversation, outgoing } = this.parts
    const isSent = head[0] === 0x64 && !conversation.skipsUntilSync
    const large = { head: head.subarray(0, HEADER_BYTES + MAX_NAME_BYTES), left, isSent }
    if (isSent) outgoing.send(head)
    if (left > 0) this.large = large
    else this.end(large)
  }

  onPiece(piece: Buffer): void {
    const { large } = this
    if (!large) return
    large.left -= piece.length
    if (large.isSent) this.parts.outgoing.send(piece)
    if (large.left === 0) this.end(large)
  }

  private end({ head, isSent }: Large): void {
    const { conversation, judgement, refusals } = this.parts
    this.large = null
    const type = head[0]
    if (isSent || type === 0x64 || conversation.skipsUntilSync) return
    const refused = judgement.unread('', tooLarge(conversation.maxWholeBytes))
    if (type === 0x51 || type === 0x46) return refusals.query(refused)
    const nameEnd = head.indexOf(0, HEADER_BYTES)
    const isNamed = type === 0x50 && nameEnd > 0
    refusals.extended(refused, isNamed ? head.toString('utf8', HEADER_BYTES, nameEnd) : undefined)
  }
}

function tooLarge(maxBytes: number): SallyportError {
  return new SallyportError('LIMIT_EXCEEDED', `a statement with its parameters may have ${maxBytes} bytes`, {
    hint: 'COPY takes any amount. An operator can raise the limit: SALLYPORT_MESSAGE_MAX_MB.',
  })
}
