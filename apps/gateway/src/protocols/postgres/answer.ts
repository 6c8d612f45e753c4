import { SallyportError } from '@sallyport/core'
import type { RowMasker } from '@sallyport/masking'
import type { Lineage, Masker } from '../../session/masker'
import type { StatementEnd } from '../../session/run'
import { errorResponse } from './codec/backend'
import { HEADER_BYTES } from './codec/framer'
import type { Conversation } from './conversation'
import { SQLSTATE } from './errors'

/** What is known of the result that is coming in. */
export interface Progress {
  /** Which statement of a simple query is answering. */
  index: number
  plan: RowMasker | null
  rows: number
  /** The SQLSTATE of an error; null: none came. */
  code: string | null
}

/** What the target is answering: the message at hand, what came before it, and what goes to the client of it. */
export class Answer {
  readonly conversation: Conversation
  progress: Progress = begin()
  /** Set when a result cannot be masked: nothing more of it goes out until the target is ready again. */
  isBlocked = false
  /** The bytes that are read, and the message in them; several, if they are rows. */
  bytes: Buffer = Buffer.alloc(0)
  start = 0
  end = 0

  constructor(conversation: Conversation) {
    this.conversation = conversation
  }

  get message(): Buffer {
    return this.bytes.subarray(this.start, this.end)
  }

  get body(): Buffer {
    return this.bytes.subarray(this.start + HEADER_BYTES, this.end)
  }

  /** The message goes to the client as it came. */
  pass(): void {
    this.put(this.bytes, this.start, this.end)
  }

  /** Another goes in its place. */
  emit(message: Uint8Array): void {
    this.put(message, 0, message.length)
  }

  /** The client gets an error in place of a result that cannot be masked. */
  block(error: SallyportError): void {
    this.emit(errorResponse(error))
    this.progress.code = SQLSTATE[error.code]
    this.isBlocked = true
  }

  beginNext(): void {
    this.progress = begin()
  }

  /** How what was answered has ended. */
  get outcome(): StatementEnd {
    const { code, rows } = this.progress
    return code === null ? { status: 'done', rows } : { status: 'failed', code, rows }
  }

  /** Where the values of the result that is coming in come from. */
  get lineage(): Lineage | null {
    return this.conversation.pending.head?.lineages[this.progress.index] ?? null
  }

  /** The same for a message that describes a result. */
  get describedLineage(): Lineage | null {
    const { head } = this.conversation.pending
    return head?.message === 'query' ? this.lineage : (head?.lineages[0] ?? null)
  }

  /** Whether words of the target's may hold masked values. */
  reachesMasked(masker: Masker): boolean {
    const { pending, catalogue, hasSentValues } = this.conversation
    const { head } = pending
    if (!head || hasSentValues) return true
    return head.lineages.some((lineage) => lineage === null || masker.reachesMasked(catalogue, lineage))
  }

  /** A message that answers something else than what was asked ends the session. */
  expect(message: string): void {
    const found = this.conversation.pending.head?.message ?? 'nothing'
    if (found !== message) throw violation(`the target answered ${message} where ${found} was asked`)
  }

  put(bytes: Uint8Array, start: number, end: number): void {
    if (this.isBlocked && bytes[start] !== 0x5a) return
    const { output, pending } = this.conversation
    output.add(pending.head?.statement ?? 0, bytes, start, end)
  }
}

function begin(): Progress {
  return { index: 0, plan: null, rows: 0, code: null }
}

export function violation(text: string): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', text)
}
