import type { RowMasker } from '@sallyport/masking'
import type { TextBytes } from '../../session/recorder'
import type { ResultColumn } from './codec/row-description'
import type { Conversation } from './conversation'
import type { KnownStatement } from './known-statements'
import { Names } from './names'
import { isDefinition, mayDefine, type Understood } from './understand'

/** A prepared statement. */
export class Prepared {
  /** Bytes of its own, as they are recorded. */
  readonly text: TextBytes
  readonly parameterTypes: readonly number[]
  /** Set while it may run without being decided again. */
  known: KnownStatement | null
  /** Known once it was described. */
  columns: readonly ResultColumn[] | null = null
  /** It was recorded, alone or with the parameters that it ran with. */
  isRecorded = false
  private own: Understood | null

  /** `understood`: null if it does what is known of another text of its shape. */
  constructor(
    text: Buffer,
    parameterTypes: readonly number[],
    known: KnownStatement | null,
    understood: Understood | null,
  ) {
    this.text = { bytes: Buffer.from(text), start: 0, end: text.length }
    this.parameterTypes = parameterTypes
    this.known = known
    this.own = understood
  }

  get understood(): Understood {
    if (this.own) return this.own
    if (!this.known) throw new Error('what is prepared is either understood or known')
    const text = Buffer.from(this.text.bytes).toString()
    this.own = { ...this.known.understood, text, source: text }
    return this.own
  }

  /** The same, but for its text, which may be another of the same shape. */
  get does(): Understood {
    return this.own ?? this.known?.understood ?? this.understood
  }

  /** What it does was decided anew. */
  decide(understood: Understood, known: KnownStatement | null): void {
    this.own = understood
    this.known = known
  }
}

export interface Portal {
  readonly prepared: Prepared
  /** What it does, as it was decided when it was bound: its text may be another of the same shape. */
  readonly understood: Understood
  /** It does nothing that a session would have to remember. */
  readonly isKnown: boolean
  readonly statement: number
  readonly formats: readonly number[]
  columns: readonly ResultColumn[] | null
  plan: RowMasker | null
  /** The target was asked for its columns. */
  isDescribed: boolean
}

/** More names of a kind than this are refused. */
export const MAX_NAMES = 10_000

/** What one session has prepared and bound, by the names that its client gave. */
export class NamedStatements {
  readonly prepared = new Names<Prepared>()
  readonly portals = new Names<Portal>()
  /** Counts the Syncs; see `Names.resolve`. */
  pipeline = 0

  private readonly conversation: Conversation

  constructor(conversation: Conversation) {
    this.conversation = conversation
  }

  /**
   * It is on its way, after everything before it and before everything after it: notes what it will have
   * changed. Call what it returns when it was answered.
   */
  noteRun({ references, operations, redefines }: Understood): (succeeded: boolean) => void {
    const settled: (() => void)[] = []
    for (const { kind, name } of references) {
      if (kind === 'prepare') this.prepared.remove(name)
      if (kind === 'declare') this.portals.remove(name)
      if (kind === 'deallocate') settled.push(this.prepared.closing(name))
      if (kind === 'close') settled.push(this.portals.closing(name))
    }
    const isDefined = isDefinition(operations) || redefines.some((each) => each.length > 0)
    const defined = isDefined ? this.conversation.beginDefinition(redefines) : null
    return (succeeded) => {
      defined?.()
      if (mayDefine(operations)) this.conversation.suspectCatalogue()
      if (succeeded) for (const closed of settled) closed()
    }
  }
}
