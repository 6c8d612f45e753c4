import type { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { SallyportError } from '@sallyport/core'
import type { Redefined } from '@sallyport/sql'
import type { Analyst } from '../../analysis/analyst'
import type { Inbox } from '../../bytes/inbox'
import { Outbox } from '../../bytes/outbox'
import type { Masker } from '../../session/masker'
import { Output } from '../../session/output'
import type { Session } from '../../session/session'
import { type Catalogues, RELOAD_AT_MOST_EVERY_MS, type TargetCatalogue } from './catalogue'
import { PendingQueue } from './pending'
import { RowPlans } from './row-plan'
import type { TargetLink } from './target/target-link'
import { Unconfirmed } from './unconfirmed'
import { READABLE } from './understand'

const CATALOGUE_AWAY = new SallyportError(
  'CONFLICT',
  'it cannot be checked now whether what the statement uses is still what was approved',
  { hint: 'Somebody changes the schema at this moment. Run it again to ask again.' },
)

/** How long a client that broke the protocol waits for the answers that it is still owed. */
const LAST_ANSWERS_TIMEOUT_MS = 2_000

/** What both directions of one client's conversation share. */
export class Conversation {
  readonly session: Session
  readonly masker: Masker
  readonly client: Duplex
  readonly clientInbox: Inbox
  readonly target: TargetLink
  /** Reads what is large. */
  readonly analyst: Analyst
  /** What the client is sent. */
  readonly output: Output
  /** The longest message that is kept until it is whole, because it is decided or masked. */
  readonly maxWholeBytes: number
  /** What the target is sent. */
  readonly toTarget: Outbox
  readonly plans: RowPlans
  readonly pending = new PendingQueue()
  /** What the target reports of its settings; part of what an approval is bound to. Changed by `noteParameter`. */
  readonly parameters: ReadonlyMap<string, string>
  /** A shape is read off a statement's bytes as the target reads them only while its settings are these. */
  isReadable: boolean
  /** The transaction's state as the target said last: I, T or E. */
  transactionStatus = 'I'
  /** An error came before the client's Sync: the target skips everything up to it, and so do we. */
  skipsUntilSync = false
  /** Values behind tokens went to the target: whatever it says from now on may hold one. */
  hasSentValues = false
  /** The target has said a last word of its own (FATAL), and closes the connection after it. */
  hasTargetEnded = false
  /** The target takes COPY data and ignores Sync until it ends. */
  isCopyIn = false
  catalogue: TargetCatalogue

  private readonly catalogues: Catalogues
  private readonly settings: Map<string, string>
  /** Something ran at this time that may have changed the catalogue unseen, such as a function. */
  private suspectSince = 0
  /** Definitions that are on their way, and whether any came there that is not committed yet. */
  private definitionsUnderway = 0
  private hasUncommittedDefinitions = false
  private readonly own = new Unconfirmed()
  private cancelling = new AbortController()
  private isHolding = false
  private isReading = false
  /** A CancelRequest came for what is about to run. */
  isCancelled = false
  private deciding: Promise<unknown> = Promise.resolve()

  constructor(
    parts: Pick<
      Conversation,
      'session' | 'masker' | 'client' | 'clientInbox' | 'target' | 'analyst' | 'catalogue' | 'maxWholeBytes'
    >,
    catalogues: Catalogues,
  ) {
    this.session = parts.session
    this.masker = parts.masker
    this.client = parts.client
    this.clientInbox = parts.clientInbox
    this.target = parts.target
    this.analyst = parts.analyst
    this.catalogue = parts.catalogue
    this.maxWholeBytes = parts.maxWholeBytes
    this.catalogues = catalogues
    this.settings = new Map(parts.target.parameters)
    this.parameters = this.settings
    this.isReadable = this.areSettingsReadable()
    this.output = new Output(parts.session.recorder, new Outbox(parts.client))
    this.toTarget = new Outbox(parts.target.socket)
    this.plans = new RowPlans(this)
  }

  /**
   * Definitions of this session's own that others cannot see yet, nor can we when we read the catalogue: until
   * they are committed and read, what a name stands for cannot be told.
   */
  get isCatalogueUncertain(): boolean {
    return this.definitionsUnderway > 0 || this.hasUncommittedDefinitions || this.catalogue.isStale
  }

  /** What statements may not be judged by the catalogue for. */
  unconfirmed(): Unconfirmed {
    const all = new Unconfirmed()
    if (!this.isCatalogueUncertain) return all
    all.addAll(this.own)
    if (this.catalogue.isStale) all.addAll(this.catalogues.unconfirmed(this.session.target))
    return all
  }

  /** A statement that defines or drops something is on its way. Call what it returns when it was answered. */
  beginDefinition(redefines: readonly Redefined[]): () => void {
    this.definitionsUnderway += 1
    for (const each of redefines) this.own.add(each)
    return () => {
      this.definitionsUnderway -= 1
      this.hasUncommittedDefinitions = true
    }
  }

  suspectCatalogue(): void {
    this.suspectSince = Date.now()
  }

  /** ParameterStatus. */
  noteParameter(name: string, value: string): void {
    this.settings.set(name, value)
    this.isReadable = this.areSettingsReadable()
  }

  private areSettingsReadable(): boolean {
    return [...READABLE].every(([name, value]) => (this.settings.get(name) ?? value) === value)
  }

  /** ReadyForQuery. */
  noteReady(transactionStatus: string): void {
    this.transactionStatus = transactionStatus
    if (transactionStatus !== 'I' || !this.hasUncommittedDefinitions) return
    this.hasUncommittedDefinitions = false
    this.catalogues.noteChange(this.session.target, this.own)
    if (this.definitionsUnderway === 0) this.own.clear()
  }

  /** Whether `refreshCatalogue` would change nothing now. */
  isCatalogueFresh(): boolean {
    const isSuspect = this.catalogue.loadedAt <= this.suspectSince
    return (
      !isSuspect && !this.isCatalogueUncertain && this.catalogues.isFresh(this.session.target, this.catalogue)
    )
  }

  /** Whether somebody has changed what the catalogue says, and told of it, since it was read. */
  get hasCatalogueChanged(): boolean {
    return !this.catalogues.isUpToDate(this.session.target, this.catalogue)
  }

  async refreshCatalogue(isSuspect = this.catalogue.loadedAt <= this.suspectSince): Promise<void> {
    this.catalogue = await this.catalogues.get(
      this.session.target,
      isSuspect ? RELOAD_AT_MOST_EVERY_MS : undefined,
    )
  }

  /** Reads the catalogue as it is at this moment; throws when somebody else's lock keeps us from reading it. */
  async rereadCatalogue(): Promise<void> {
    this.catalogue = await this.catalogues.get(this.session.target, 0)
    if (this.catalogue.isStale && !this.hasUncommittedDefinitions) throw CATALOGUE_AWAY
  }

  /** Resolves when the target owes no answer, or waits for COPY data, and the client was sent what came; late at the latest. */
  async untilAnswered(): Promise<void> {
    const deadline = AbortSignal.timeout(LAST_ANSWERS_TIMEOUT_MS)
    const late = new Promise<void>((resolve) => deadline.addEventListener('abort', () => resolve()))
    const answered = new Promise<void>((resolve) => {
      if (this.isCopyIn) resolve()
      else this.pending.whenAnswered(resolve)
    })
    await Promise.race([answered, late])
    while (!this.output.client.isEmpty && !deadline.aborted) await nextTurn()
  }

  /** Notes a decision that is being made, so that the end of the conversation can wait for it. */
  async whileDeciding<T>(decision: Promise<T>): Promise<T> {
    this.deciding = decision
    return decision
  }

  /** Withdraws what is held, and waits until that is recorded. */
  async stopDeciding(): Promise<void> {
    this.cancelHold()
    await Promise.allSettled([this.deciding])
  }

  /** Runs a wait that the client's CancelRequest or departure interrupts. */
  async whileHolding<T>(wait: (gone: AbortSignal) => Promise<T>): Promise<T> {
    this.cancelling = new AbortController()
    if (this.isCancelled) this.cancelling.abort() // it came while the hold was prepared
    this.isHolding = true
    try {
      return await wait(AbortSignal.any([this.clientInbox.closed, this.cancelling.signal]))
    } finally {
      this.isHolding = false
    }
  }

  /** True when a held statement was cancelled here, so that the target need not be asked. */
  cancelHold(): boolean {
    if (this.isReading) this.isCancelled = true
    if (!this.isHolding) return false
    this.cancelling.abort()
    return true
  }

  /** What a client has sent is being understood or decided: its CancelRequest is about that, too. */
  async whileReading(reading: Promise<void>): Promise<void> {
    this.isReading = true
    try {
      await reading
    } finally {
      this.isReading = false
      this.isCancelled = false
    }
  }
}
