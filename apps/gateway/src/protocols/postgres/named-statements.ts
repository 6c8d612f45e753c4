import type { RowMasker } from '@sallyport/masking'
import type { ResultColumn } from './codec/row-description'
import type { Conversation } from './conversation'
import type { KnownStatement } from './known-statements'
import { Names } from './names'
import { isDefinition, mayDefine, type Understood } from './understand'

/** A prepared statement. Its columns are known once it was described. */
export interface Prepared {
  understood: Understood
  readonly parameterTypes: readonly number[]
  /** Set while it may run without being decided again. */
  known: KnownStatement | null
  columns: readonly ResultColumn[] | null
  /** It was recorded, alone or with the parameters that it ran with. */
  isRecorded: boolean
}

export interface Portal {
  readonly prepared: Prepared
  /** As it was when it was bound, and decided. */
  readonly understood: Understood
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
  noteRun({ references, operations }: Understood): (succeeded: boolean) => void {
    const settled: (() => void)[] = []
    for (const { kind, name } of references) {
      if (kind === 'prepare') this.prepared.remove(name)
      if (kind === 'declare') this.portals.remove(name)
      if (kind === 'deallocate') settled.push(this.prepared.closing(name))
      if (kind === 'close') settled.push(this.portals.closing(name))
    }
    const defined = isDefinition(operations) ? this.conversation.beginDefinition() : null
    return (succeeded) => {
      defined?.()
      if (mayDefine(operations)) this.conversation.suspectCatalogue()
      if (succeeded) for (const closed of settled) closed()
    }
  }
}
