import { MalformedMessage } from '../../bytes/reader'
import { noteMalformed } from '../../malformed'
import { BindRequests } from './bind-requests'
import { Framer } from './codec/framer'
import { requestLimits } from './codec/request-limits'
import { message as build } from './codec/write'
import type { Conversation } from './conversation'
import { Judgement } from './judgement'
import { KnownStatements } from './known-statements'
import { LargeRequests } from './large-requests'
import { NamedStatements } from './named-statements'
import { Outgoing } from './outgoing'
import { ParseRequests } from './parse-requests'
import { NO_LINEAGES, Pending } from './pending'
import { PortalRequests } from './portal-requests'
import { Refusals } from './refusals'
import { SimpleRequests } from './simple-requests'
import { Understanding } from './understand'

/** Has the target answer what it was asked, though no Sync has come. */
const FLUSH = build('H')

/** Reads what a client asks, has every statement admitted, and forwards it. Messages keep their order. */
export class Requests {
  private readonly conversation: Conversation
  private readonly named: NamedStatements
  private readonly outgoing: Outgoing
  private readonly judgement: Judgement
  private readonly refusals: Refusals
  private readonly simple: SimpleRequests
  private readonly parses: ParseRequests
  private readonly binds: BindRequests
  private readonly portals: PortalRequests
  private readonly large: LargeRequests
  private readonly framer: Framer

  constructor(conversation: Conversation) {
    const understanding = new Understanding(conversation)
    const named = new NamedStatements(conversation)
    const outgoing = new Outgoing(conversation, understanding)
    // What was complete before a hold goes on at once; what came with the held statement waits with it.
    const judgement = new Judgement(conversation, understanding, () => outgoing.flushComplete())
    const known = new KnownStatements(conversation, (understood) => judgement.mayCopy(understood))
    const refusals = new Refusals(conversation, named, outgoing)
    const parts = { conversation, understanding, judgement, known, named, outgoing, refusals }
    this.conversation = conversation
    this.framer = new Framer(requestLimits(conversation.maxWholeBytes))
    this.named = named
    this.outgoing = outgoing
    this.judgement = judgement
    this.refusals = refusals
    this.simple = new SimpleRequests(parts)
    this.parses = new ParseRequests(parts)
    this.binds = new BindRequests(parts)
    this.portals = new PortalRequests(parts)
    this.large = new LargeRequests(parts)
  }

  /**
   * Handles the messages that came with a chunk. False: the client said goodbye. While a promise is out, no more may
   * be handled.
   */
  handle(chunk: Buffer): boolean | Promise<boolean> {
    if (this.large.left === 0) return this.handleFrom(this.framer.push(chunk), 0)
    const piece = chunk.subarray(0, this.large.left)
    this.large.onPiece(piece)
    if (piece.length < chunk.length) return this.handle(chunk.subarray(piece.length))
    this.outgoing.flush()
    return true
  }

  private handleFrom(messages: readonly Buffer[], from: number): boolean | Promise<boolean> {
    for (let at = from; at < messages.length; at++) {
      const message = messages[at]
      if (!message) break
      if (message[0] === 0x58) {
        this.outgoing.flush()
        return false
      }
      const waiting = this.handleWellFormed(message)
      if (waiting)
        return this.conversation.whileReading(waiting).then(() => this.handleFrom(messages, at + 1))
    }
    const begun = this.framer.takeBegun()
    if (begun) this.large.begin(begun)
    if (begun && begun.after.length > 0) return this.handle(begun.after)
    this.outgoing.flush()
    return true
  }

  /** A malformed body fails where PostgreSQL finds that out, and ends no more than an error does. */
  private handleWellFormed(message: Buffer): void | Promise<void> {
    try {
      return this.handleMessage(message)
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error
      noteMalformed(error, this.conversation.session)
      const refused = this.judgement.unread('', error)
      if (message[0] === 0x51 || message[0] === 0x46) this.refusals.query(refused)
      else this.refusals.extended(refused)
    }
  }

  /** Resolves when what was asked before has been answered, or can be no more: then what is wrong with the rest may be said. */
  async untilAnswered(): Promise<void> {
    this.outgoing.send(FLUSH)
    this.outgoing.flush()
    await this.conversation.untilAnswered()
  }

  private handleMessage(message: Buffer): void | Promise<void> {
    const type = message[0] ?? 0
    if (this.conversation.skipsUntilSync && type !== 0x53) return
    switch (type) {
      case 0x51: // Q
        return this.simple.onQuery(message)
      case 0x50: // P
        return this.parses.onParse(message)
      case 0x42: // B
        return this.binds.onBind(message)
      case 0x44: // D
        return this.portals.onDescribe(message)
      case 0x45: // E
        return this.portals.onExecute(message)
      case 0x43: // C
        return this.portals.onClose(message)
      case 0x53: // S
        return this.onSync(message)
      case 0x48: // H
      case 0x64: // d
        return this.outgoing.send(message)
      case 0x63: // c
      case 0x66: // f
        return this.onCopyEnd(message)
      case 0x46: // F
        return this.simple.onFunctionCall(message)
      default:
        throw new Error(`no handler for type ${type}`) // the framer lets no other through
    }
  }

  private onSync(message: Buffer): void {
    if (this.conversation.isCopyIn) return // the target ignores it, and so nothing would answer
    this.conversation.skipsUntilSync = false
    this.named.pipeline += 1
    this.outgoing.ask(message, new Pending('sync', 0, NO_LINEAGES))
    this.outgoing.noteComplete()
  }

  /** CopyDone or CopyFail: from here on the target listens to Sync again. */
  private onCopyEnd(message: Buffer): void {
    if (this.conversation.isCopyIn) {
      this.conversation.isCopyIn = false
      return this.outgoing.send(message)
    }
    // The target has not said yet that it takes data; whether it does is told by what it answers.
    this.outgoing.ask(message, new Pending('copy-end', 0, NO_LINEAGES))
  }
}
