import { SallyportError } from '@sallyport/core'
import type { RowMasker } from '@sallyport/masking'
import { bodyOf } from './codec/framer'
import { decodeDescribe, decodeExecute } from './codec/frontend'
import { message as build, cstring } from './codec/write'
import { MissingName } from './errors'
import type { Portal } from './named-statements'
import type { Names } from './names'
import { NO_LINEAGES, Pending } from './pending'
import type { RequestParts } from './request-parts'
import { type Understood, usesNames } from './understand'

/** Describe, Execute and Close: what was prepared and bound is looked at, run, and given up. */
export class PortalRequests {
  private readonly parts: RequestParts

  constructor(parts: RequestParts) {
    this.parts = parts
  }

  onDescribe(message: Buffer): void | Promise<void> {
    const { named } = this.parts
    const { kind, name } = decodeDescribe(bodyOf(message))
    const names: Names<unknown> = kind === 'portal' ? named.portals : named.prepared
    if (names.isAwaited(name, named.pipeline)) {
      return this.untilKnown(names, name).then(() => this.describe(message, kind, name))
    }
    this.describe(message, kind, name)
  }

  private describe(message: Buffer, kind: 'portal' | 'statement', name: string): void {
    const { named, outgoing } = this.parts
    const portal = kind === 'portal' ? named.portals.now(name) : undefined
    const prepared = kind === 'statement' ? named.prepared.now(name) : undefined
    const lineages = portal?.understood.lineages ?? prepared?.does.lineages ?? NO_LINEAGES
    if (portal) portal.isDescribed = true
    const pending = new Pending('describe', portal?.statement ?? 0, lineages)
    pending.ownParameters = prepared?.does.atSource.tokens?.values.length ?? 0
    pending.describe = (columns, plan) => {
      if (prepared) prepared.columns = columns
      if (!portal) return
      portal.columns = columns
      portal.plan = plan
    }
    outgoing.ask(message, pending)
  }

  onExecute(message: Buffer): void | Promise<void> {
    const { named } = this.parts
    const name = decodeExecute(bodyOf(message))
    if (named.portals.isAwaited(name, named.pipeline)) {
      return this.untilKnown(named.portals, name).then(() => this.execute(message, name))
    }
    return this.execute(message, name)
  }

  private execute(message: Buffer, name: string): void | Promise<void> {
    const { named, judgement, refusals } = this.parts
    const portal = named.portals.now(name)
    // A portal that SQL opened (DECLARE) is run by FETCH; by this message it would run undecided.
    if (!portal) {
      const error = new MissingName('portal', name)
      return refusals.extended(judgement.unread('', error))
    }
    if (usesNames(portal.understood)) return this.executeByName(message, name, portal)
    const refusal = this.parts.understanding.refuseUnconfirmed(portal.understood)
    if (refusal) return refusals.extended(judgement.unread(portal.understood.text, refusal))
    this.run(message, name, portal, portal.understood)
  }

  /** An EXECUTE looks up its name only now, and it may have become another statement since Bind. */
  private async executeByName(message: Buffer, name: string, portal: Portal): Promise<void> {
    const { judgement, refusals } = this.parts
    const { understood } = portal
    const now = await judgement.read(understood.source, understood.isUtf8)
    if (!('operations' in now)) return refusals.extended(now)
    if (now.text !== understood.text) {
      const error = new SallyportError('CONFLICT', 'what it executes has changed since it was bound')
      return refusals.extended(judgement.unread(now.text, error))
    }
    this.run(message, name, portal, now)
  }

  private run(message: Buffer, name: string, portal: Portal, now: Understood): void {
    const { named, outgoing } = this.parts
    if (!portal.isDescribed && !portal.prepared.columns) this.describeForOurselves(name, portal)
    const pending = new Pending('execute', portal.statement, now.lineages)
    pending.positions = now.atSource.forwarded?.positions ?? null
    pending.plan = () => this.planOf(portal, now)
    if (!portal.isKnown) pending.settle = named.noteRun(portal.understood)
    outgoing.ask(message, pending)
  }

  /** Rows of a portal that the client never described: we must know its columns to mask them. */
  private describeForOurselves(name: string, portal: Portal): void {
    portal.isDescribed = true
    const pending = new Pending('describe', portal.statement, portal.understood.lineages)
    pending.isOwn = true
    pending.describe = (columns, plan) => {
      portal.columns = columns
      portal.plan = plan
    }
    this.parts.outgoing.ask(build('D', 'P', cstring(name)), pending)
  }

  private planOf(portal: Portal, { lineages }: Understood): RowMasker | null {
    if (portal.plan && lineages[0] === portal.understood.lineages[0]) return portal.plan
    const columns = portal.columns ?? portal.prepared.columns
    return columns && this.parts.conversation.plans.planOf(lineages[0] ?? null, columns, portal.formats)
  }

  onClose(message: Buffer): void {
    const { named, outgoing } = this.parts
    const { kind, name } = decodeDescribe(bodyOf(message))
    const closed = (kind === 'statement' ? named.prepared : named.portals).closing(name)
    const pending = new Pending('close', 0, NO_LINEAGES)
    pending.settle = (succeeded) => {
      if (succeeded) closed()
    }
    outgoing.ask(message, pending)
  }

  private async untilKnown<T>(names: Names<T>, name: string): Promise<void> {
    const { named, outgoing } = this.parts
    outgoing.flushComplete()
    await names.untilConfirmed(name, named.pipeline)
  }
}
