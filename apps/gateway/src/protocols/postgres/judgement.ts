import { SallyportError } from '@sallyport/core'
import { type Admission, admit, refuseAdmitted, refuseUnread } from '../../session/run'
import type { Parameter, Statement } from '../../session/statement'
import { comparedValues, storesMask } from './at-source'
import { noticeResponse } from './codec/backend'
import type { Conversation } from './conversation'
import { refuseCopy } from './copy-out'
import { estimateImpact } from './impact/estimate-impact'
import { STORES_MASK, withValues } from './tokens'
import type { Understanding, Understood } from './understand'

const COPIES_MASKED = new SallyportError(
  'MASKING_FAILED',
  'the statement would copy masked values to where they are not masked',
  { hint: 'Leave the masked columns out, or write to columns that are masked too.' },
)

const CANCELLED = new SallyportError('CANCELLED', 'canceling statement due to user request')

/** Has a client's statements understood and decided. What may not run comes back as an admission that refuses it. */
export class Judgement {
  private readonly conversation: Conversation
  private readonly understanding: Understanding
  /** Called before a held statement's client is told to wait, so that nothing else waits with it. */
  private readonly beforeNotice: () => void

  constructor(conversation: Conversation, understanding: Understanding, beforeNotice: () => void) {
    this.conversation = conversation
    this.understanding = understanding
    this.beforeNotice = beforeNotice
  }

  /** Understands a text. */
  read(text: string, isUtf8 = true): Promise<Understood | Admission> {
    return this.attempt(text, () => this.understanding.understand(text, isUtf8))
  }

  /** Understands again what was known of a text. */
  readAgain(known: Understood): Promise<Understood | Admission> {
    return this.attempt(known.source, () => this.understanding.renew(known))
  }

  private async attempt(text: string, read: () => Promise<Understood>): Promise<Understood | Admission> {
    try {
      const understood = await read()
      const refusal = storesMask(understood.atSource, [], this.conversation.masker, text)
        ? STORES_MASK
        : (this.refuseCopies(understood) ?? this.refuseComparing(understood, null))
      return refusal ? this.unread(text, refusal) : understood
    } catch (error) {
      if (!(error instanceof SallyportError)) throw error
      return this.unread(text, error)
    }
  }

  /** Refuses what was not even decided, in words of ours. */
  unread(text: string, error: SallyportError): Admission {
    return refuseUnread(this.conversation.session, text, error)
  }

  async admit(statement: Statement, understood: Understood): Promise<Admission> {
    const { conversation } = this
    const { session, output } = conversation
    const decision = admit(session, statement, {
      untilGone: (wait) => conversation.whileHolding(wait),
      statementNow: () => this.understanding.statementNow(understood, statement.parameters),
      impact: () => estimateImpact(conversation, statement),
      isInTransaction: conversation.transactionStatus !== 'I',
      hasLeft: () => conversation.clientInbox.closed.aborted,
      notify: (number, text, hint) => {
        this.beforeNotice()
        output.interject(number, noticeResponse(text, hint))
      },
    })
    return conversation.whileDeciding(decision)
  }

  /** What was admitted must still be what it was: while it was held, a definition may have changed. */
  async renew(understood: Understood, admission: Admission): Promise<Understood | Admission> {
    if (admission.refusal) return admission
    const now = await this.readAgain(understood)
    if (!('operations' in now)) return now
    if (this.conversation.isCancelled) return refuseAdmitted(this.conversation.session, admission, CANCELLED)
    const isSame = JSON.stringify(now.operations) === JSON.stringify(understood.operations)
    if (isSame && now.text === understood.text) return now
    const error = new SallyportError('CONFLICT', 'what the statement does has changed while it was held')
    return refuseAdmitted(this.conversation.session, admission, error)
  }

  /** Refuses a statement that compares more than its session may: its own constants (null), or its parameters. */
  refuseComparing({ atSource }: Understood, parameters: readonly Parameter[] | null): SallyportError | null {
    if (atSource.compares.length === 0) return null
    const { masker, catalogue } = this.conversation
    return masker.refuseComparing(catalogue, comparedValues(atSource, parameters))
  }

  /**
   * The parameters that go to the target, with values in place of tokens, or why they may not; null: those that the
   * client sent.
   */
  parametersFor(
    { atSource }: Understood,
    parameters: readonly Parameter[],
  ): readonly Parameter[] | SallyportError | null {
    try {
      return atSource.tokens && withValues(atSource.tokens, parameters, this.conversation.masker)
    } catch (error) {
      if (!(error instanceof SallyportError)) throw error
      return error
    }
  }

  /** Whether it copies nothing that is masked. */
  mayCopy(understood: Understood): boolean {
    return this.refuseCopies(understood) === null
  }

  /**
   * Copies of masked values, out of the target or to where they are not masked, are refused before anything
   * runs: what follows them would run too, though the client sees them fail.
   */
  private refuseCopies({ lineages, copies }: Understood): SallyportError | null {
    const { masker, catalogue } = this.conversation
    const refusals = lineages.map((lineage, at) => {
      if (masker.copiesMasked(catalogue, lineage)) return COPIES_MASKED
      return copies[at] ? refuseCopy(masker, catalogue, lineage, lineage.outputs?.length ?? 1) : null
    })
    return refusals.find((refusal) => refusal !== null) ?? null
  }
}
