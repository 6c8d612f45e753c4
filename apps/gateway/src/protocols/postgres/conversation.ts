import type { Socket } from 'node:net'
import type { Inbox } from '../../bytes/inbox'
import type { Masker } from '../../session/masker'
import type { Session } from '../../session/session'
import type { Catalogues, TargetCatalogue } from './catalogue'
import { PendingQueue } from './pending'
import type { TargetLink } from './target/target-link'

/** What both directions of one client's conversation share. */
export class Conversation {
  readonly session: Session
  readonly masker: Masker
  readonly client: Socket
  readonly clientInbox: Inbox
  readonly target: TargetLink
  readonly pending = new PendingQueue()
  /** What the target reports of its settings; part of what an approval is bound to. */
  readonly parameters: Map<string, string>
  /** The transaction's state as the target said last: I, T or E. */
  transactionStatus = 'I'
  /** An error came before the client's Sync: the target skips everything up to it, and so do we. */
  skipsUntilSync = false
  /** The target takes COPY data and ignores Sync until it ends. */
  isCopyIn = false
  catalogue: TargetCatalogue

  private readonly catalogues: Catalogues
  private isCatalogueStale = false
  private cancelling = new AbortController()
  private isHolding = false
  private deciding: Promise<unknown> = Promise.resolve()

  constructor(
    parts: Pick<Conversation, 'session' | 'masker' | 'client' | 'clientInbox' | 'target' | 'catalogue'>,
    catalogues: Catalogues,
  ) {
    this.session = parts.session
    this.masker = parts.masker
    this.client = parts.client
    this.clientInbox = parts.clientInbox
    this.target = parts.target
    this.catalogue = parts.catalogue
    this.catalogues = catalogues
    this.parameters = new Map(parts.target.parameters)
  }

  /** The catalogue may have changed: it is read again before it is next relied on. */
  markCatalogueStale(): void {
    this.isCatalogueStale = true
  }

  async refreshCatalogue(isStale = this.isCatalogueStale): Promise<void> {
    this.catalogue = await this.catalogues.get(this.session.target, isStale)
    this.isCatalogueStale = false
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
    this.isHolding = true
    try {
      return await wait(AbortSignal.any([this.clientInbox.closed, this.cancelling.signal]))
    } finally {
      this.isHolding = false
    }
  }

  /** True when a held statement was cancelled here, so that the target need not be asked. */
  cancelHold(): boolean {
    if (!this.isHolding) return false
    this.cancelling.abort()
    return true
  }
}
