import { isUtf8 } from 'node:buffer'
import { type Analysis, analyseKnown } from '@sallyport/sql'
import { isCurrent, type Verdict, verdictOn } from '../../session/run'
import type { Conversation } from './conversation'
import type { Understood } from './understand'

/** A statement whose like was understood and allowed before. */
export interface KnownStatement {
  readonly understood: Understood
  readonly verdict: Verdict
  /** What the record says of it. */
  readonly recorded: Uint8Array
}

const MAX_KNOWN = 2000
/** What is larger is looked at each time: it is not recorded as it stands. */
export const MAX_KNOWN_BYTES = 1024 * 1024

/**
 * What this session's statements do, by their shape. Only what means the same in every session and at every time is
 * kept: what is simply allowed, uses no names, and changes neither settings nor relations.
 */
export class KnownStatements {
  private readonly conversation: Conversation
  private readonly known = new Map<Analysis, KnownStatement>()

  private readonly mayCopy: (understood: Understood) => boolean

  constructor(conversation: Conversation, mayCopy: (understood: Understood) => boolean) {
    this.conversation = conversation
    this.mayCopy = mayCopy
  }

  /** The text from `start` to `end`, without the NUL that ends it, if it may run without being looked at again. */
  find(bytes: Buffer, start: number, end: number): KnownStatement | null {
    const analysis = this.analysisOf(bytes, start, end)
    const known = analysis && this.known.get(analysis)
    return known && this.isGood(known) ? known : null
  }

  /** Keeps what was understood of the text, if it is such as can be kept. */
  learn(bytes: Buffer, start: number, end: number, understood: Understood): KnownStatement | null {
    const analysis = this.analysisOf(bytes, start, end)
    const known = analysis && this.judge(understood)
    if (!known) return null
    if (this.known.size >= MAX_KNOWN) this.known.clear()
    this.known.set(analysis, known)
    return known
  }

  /** The same for a statement that was understood already, such as one that is prepared. */
  judge(understood: Understood): KnownStatement | null {
    if (!isPlain(understood) || this.conversation.isCatalogueUncertain || !this.mayCopy(understood))
      return null
    const verdict = verdictOn(this.conversation.session, understood)
    return verdict.recorded && { understood, verdict, recorded: verdict.recorded }
  }

  /** Whether nothing has changed since that it depends on. */
  isGood({ understood, verdict }: KnownStatement): boolean {
    const { conversation } = this
    return (
      conversation.catalogue === understood.catalogue &&
      conversation.isCatalogueFresh() &&
      conversation.isReadable &&
      conversation.masker.masks(conversation.catalogue) === understood.rules &&
      isCurrent(conversation.session, verdict)
    )
  }

  private analysisOf(bytes: Buffer, start: number, end: number): Analysis | null {
    return analyseKnown(bytes, start, end, this.conversation.catalogue, isUtf8)
  }
}

/** What does nothing that this session would have to remember, and copies nothing. */
function isPlain({ operations, references, copies, atSource }: Understood): boolean {
  if (atSource.forwarded || atSource.tokens || atSource.targets.length > 0) return false // each has a text or values of its own
  return references.length === 0 && !copies.includes(true) && operations.every(({ verb }) => PLAIN.has(verb))
}

const PLAIN: ReadonlySet<string> = new Set(['read', 'insert', 'update', 'delete', 'session'])
