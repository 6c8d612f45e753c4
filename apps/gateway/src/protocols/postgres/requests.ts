import { SallyportError } from '@sallyport/core'
import type { RowMasker } from '@sallyport/masking'
import { NO_PARAMETERS } from '../../session/recorder'
import {
  type Admission,
  admitKnown,
  admitPreparation,
  forward,
  recordPreparation,
  recordSkipped,
  refuseAdmitted,
} from '../../session/run'
import type { Parameter } from '../../session/statement'
import { STORES_MASK, storesMask } from './at-source'
import { type Begun, bodyOf, Framer, HEADER_BYTES } from './codec/framer'
import {
  type Bind,
  decodeBind,
  decodeDescribe,
  decodeExecute,
  decodeFunctionCall,
  decodeParse,
  decodeQuery,
} from './codec/frontend'
import { requestLimits } from './codec/request-limits'
import type { ResultColumn } from './codec/row-description'
import { message as build, cstring, int16, int32 } from './codec/write'
import type { Conversation } from './conversation'
import { Judgement } from './judgement'
import { type KnownStatement, KnownStatements } from './known-statements'
import { calledFunction } from './large-objects'
import { Names } from './names'
import { parametersOf, recordedParameters } from './parameters'
import type { Pending } from './pending'
import { isDefinition, mayDefine, Understanding, type Understood, usesNames } from './understand'

/** A prepared statement. Its columns are known once it was described. */
interface Prepared {
  understood: Understood
  readonly parameterTypes: readonly number[]
  /** Set while it may run without being decided again. */
  known: KnownStatement | null
  columns: readonly ResultColumn[] | null
  /** It was recorded, alone or with the parameters that it ran with. */
  isRecorded: boolean
}

interface Portal {
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

const PREPARED_OTHERWISE = new SallyportError(
  'CONFLICT',
  'what is masked, or where it is read, has changed since the statement was prepared',
  { hint: 'Prepare it again.' },
)

const MAX_NAMES = 10_000
/** What is larger is looked at each time: it is not recorded as it stands. */
const MAX_KNOWN_BYTES = 1024 * 1024
/** Longer names are cut by the target. */
const MAX_NAME_BYTES = 256

function tooLarge(maxBytes: number): SallyportError {
  return new SallyportError('LIMIT_EXCEEDED', `a statement with its parameters may have ${maxBytes} bytes`, {
    hint: 'COPY takes any amount. An operator can raise the limit: SALLYPORT_MESSAGE_MAX_MB.',
  })
}

/**
 * Stands in for what was refused. It cannot be parsed, so the target fails where the client is told that it
 * failed: the transaction is aborted on both sides, and the rest of a pipeline is skipped by both.
 */
const POISON = 'refused by the gateway'
const POISON_QUERY = build('Q', cstring(POISON))
const POISON_PARSE = build('P', cstring('sallyport_refused'), cstring(POISON), int16(0))

/** Reads what a client asks, has every statement admitted, and forwards it. Messages keep their order. */
export class Requests {
  private readonly conversation: Conversation
  private readonly understanding: Understanding
  private readonly judgement: Judgement
  private readonly known: KnownStatements
  private readonly framer: Framer
  /** A message that passes in pieces, or is refused for its size once it has come. */
  private large: { head: Buffer; left: number; isSent: boolean } | null = null
  private readonly prepared = new Names<Prepared>()
  private readonly portals = new Names<Portal>()
  /** Decided, and on its way to the target with the next flush. */
  private outgoing: Buffer[] = []
  /** How much of it belongs to earlier Syncs, which a hold must not delay. */
  private complete = 0
  private unrecorded: Prepared[] = []
  /** Counts the Syncs; see `Names.resolve`. */
  private pipeline = 0

  constructor(conversation: Conversation) {
    this.conversation = conversation
    this.framer = new Framer(requestLimits(conversation.maxWholeBytes))
    this.understanding = new Understanding(conversation)
    // What was complete before a hold goes on at once; what came with the held statement waits with it.
    this.judgement = new Judgement(conversation, this.understanding, () => this.flush(this.complete))
    this.known = new KnownStatements(conversation, (understood) => this.judgement.mayCopy(understood))
  }

  /**
   * Handles the messages that came with a chunk. False: the client said goodbye. While a promise is out, no more may
   * be handled.
   */
  handle(chunk: Buffer): boolean | Promise<boolean> {
    if (this.large === null) return this.handleFrom(this.framer.push(chunk), 0)
    const piece = chunk.subarray(0, this.large.left)
    this.onPiece(this.large, piece)
    if (piece.length < chunk.length) return this.handle(chunk.subarray(piece.length))
    this.flush()
    return true
  }

  private handleFrom(messages: readonly Buffer[], from: number): boolean | Promise<boolean> {
    for (let at = from; at < messages.length; at++) {
      const message = messages[at]
      if (!message) break
      if (message[0] === 0x58) {
        this.flush()
        return false
      }
      const waiting = this.handleMessage(message)
      if (waiting) return waiting.then(() => this.handleFrom(messages, at + 1))
    }
    const begun = this.framer.takeBegun()
    if (begun) this.onBegun(begun)
    if (begun && begun.after.length > 0) return this.handle(begun.after)
    this.flush()
    return true
  }

  /** COPY data passes as it comes. What must be decided whole and is too large for it is refused when it has come. */
  private onBegun({ head, left }: Begun): void {
    const isSent = head[0] === 0x64 && !this.conversation.skipsUntilSync
    this.large = { head: head.subarray(0, HEADER_BYTES + MAX_NAME_BYTES), left, isSent }
    if (isSent) this.send(head)
    if (left === 0) this.endLarge(this.large)
  }

  private onPiece(large: { head: Buffer; left: number; isSent: boolean }, piece: Buffer): void {
    large.left -= piece.length
    if (large.isSent) this.send(piece)
    if (large.left === 0) this.endLarge(large)
  }

  private endLarge({ head, isSent }: { head: Buffer; isSent: boolean }): void {
    this.large = null
    const type = head[0]
    if (isSent || type === 0x64 || this.conversation.skipsUntilSync) return
    const refused = this.judgement.unread('', tooLarge(this.conversation.maxWholeBytes))
    if (type === 0x51 || type === 0x46) return this.refuseQuery(refused)
    const end = head.indexOf(0, HEADER_BYTES)
    this.refuseExtended(
      refused,
      type === 0x50 && end > 0 ? head.toString('utf8', HEADER_BYTES, end) : undefined,
    )
  }

  private handleMessage(message: Buffer): void | Promise<void> {
    const type = message[0] ?? 0
    if (this.conversation.skipsUntilSync && type !== 0x53) return
    switch (type) {
      case 0x51: // Q
        return this.onKnownQuery(message) ? undefined : this.onQuery(message)
      case 0x50: // P
        return this.onParse(message)
      case 0x42: // B
        return this.onBind(message)
      case 0x44: // D
        return this.onDescribe(message)
      case 0x45: // E
        return this.onExecute(message)
      case 0x43: // C
        return this.onClose(message)
      case 0x53: // S
        return this.onSync(message)
      case 0x48: // H
      case 0x64: // d
        return this.send(message)
      case 0x63: // c
      case 0x66: // f
        return this.onCopyEnd(message)
      case 0x46: // F
        return this.onFunctionCall(message)
      default:
        throw new SallyportError('PROTOCOL_VIOLATION', `invalid frontend message type ${type}`)
    }
  }

  /** A simple Query whose like has run before: only its record is made. */
  private onKnownQuery(message: Buffer): boolean {
    const end = message.length - 1 // a NUL inside the text has no shape
    if (message[end] !== 0 || message.length > MAX_KNOWN_BYTES) return false
    const known = this.known.find(message, HEADER_BYTES, end)
    if (!known) return false
    const text = { bytes: message, start: HEADER_BYTES, end }
    const statement = admitKnown(this.conversation.session, known.recorded, text, NO_PARAMETERS)
    this.ask(message, { message: 'query', statement, lineages: known.understood.lineages })
    this.complete = this.outgoing.length
    return true
  }

  /** One simple Query is one unit: all its statements are judged before a byte goes on. */
  private async onQuery(message: Buffer): Promise<void> {
    const { text, isUtf8 } = decodeQuery(bodyOf(message))
    const read = await this.judgement.read(text, isUtf8)
    return this.runQuery(message, read)
  }

  /** Decided as the SELECT that it stands for; what it returns is masked as that one's row. */
  private async onFunctionCall(message: Buffer): Promise<void> {
    const call = decodeFunctionCall(bodyOf(message))
    const called = calledFunction(call.oid, call.parameters.length)
    if (!called) {
      const error = new SallyportError('UNSUPPORTED', `function ${call.oid} is not called by message`, {
        hint: 'Call it with SELECT.',
      })
      return this.refuseQuery(this.judgement.unread('', error))
    }
    const read = await this.judgement.read(called.text)
    return this.runQuery(message, read, parametersOf(call, called.parameterTypes))
  }

  private async runQuery(
    message: Buffer,
    read: Understood | Admission,
    parameters: readonly Parameter[] = [],
  ): Promise<void> {
    if (!('operations' in read)) return this.refuseQuery(read)
    const admission = await this.judgement.admit(this.understanding.statement(read, parameters), read)
    const understood = await this.judgement.renew(read, admission)
    if (!('operations' in understood)) return this.refuseQuery(understood)
    this.understanding.noteSettings(understood)
    const ran = this.noteRun(understood)
    const { forwarded } = understood.atSource
    this.ask(forwarded ? build('Q', cstring(forwarded.text)) : message, {
      ...positionsOf(understood),
      message: 'query',
      statement: admission.number,
      lineages: understood.lineages,
      settle: ran,
    })
    this.complete = this.outgoing.length
    this.known.learn(message, HEADER_BYTES, message.length - 1, understood)
  }

  private onParse(message: Buffer): void | Promise<void> {
    const { name, text, parameterTypes } = decodeParse(bodyOf(message))
    const start = message.indexOf(0, HEADER_BYTES) + 1
    const known = this.known.find(message, start, message.indexOf(0, start))
    if (!known || this.prepared.size >= MAX_NAMES) return this.understandParse(message)
    const understood = { ...known.understood, text, source: text }
    this.prepare(message, name, { understood, parameterTypes, known })
  }

  private async understandParse(message: Buffer): Promise<void> {
    const { name, text, isUtf8, parameterTypes } = decodeParse(bodyOf(message))
    const understood = await this.judgement.read(text, isUtf8)
    if (!('operations' in understood)) return this.refuseExtended(understood, name)
    const admission = admitPreparation(this.conversation.session, this.understanding.statement(understood))
    if (admission?.refusal) return this.refuseExtended(admission, name)
    if (this.prepared.size >= MAX_NAMES) {
      return this.refuseExtended(
        this.judgement.unread(text, new SallyportError('LIMIT_EXCEEDED', 'too many prepared statements')),
      )
    }
    const start = message.indexOf(0, HEADER_BYTES) + 1
    const known = this.known.learn(message, start, message.indexOf(0, start), understood)
    this.prepare(message, name, { understood, parameterTypes, known })
  }

  private prepare(
    message: Buffer,
    name: string,
    parts: Pick<Prepared, 'understood' | 'parameterTypes' | 'known'>,
  ): void {
    const prepared: Prepared = { ...parts, columns: null, isRecorded: false }
    const naming = this.prepared.give(name, prepared, this.pipeline)
    this.understanding.noteName('prepare', name, prepared.understood)
    this.unrecorded.push(prepared)
    const { forwarded } = prepared.understood.atSource
    const types = prepared.parameterTypes.map((type) => int32(type))
    const sent = forwarded
      ? build('P', cstring(name), cstring(forwarded.text), int16(types.length), ...types)
      : message
    this.ask(sent, {
      ...positionsOf(prepared.understood),
      message: 'parse',
      statement: 0,
      lineages: prepared.understood.lineages,
      settle: (succeeded) => this.prepared.settle(name, naming, succeeded),
    })
  }

  /** The statement is decided here, where its parameters are known, and before the target plans it. */
  private onBind(message: Buffer): void | Promise<void> {
    const bind = decodeBind(bodyOf(message))
    if (this.prepared.isAwaited(bind.statement, this.pipeline)) return this.decideBind(message, bind)
    const prepared = this.prepared.now(bind.statement)
    const { known } = prepared ?? {}
    const isKnown =
      known && this.known.isGood(known) && this.portals.size < MAX_NAMES && message.length <= MAX_KNOWN_BYTES
    if (!prepared || !isKnown) return this.decideBind(message, bind)
    prepared.isRecorded = true
    const { understood } = prepared
    const bytes = Buffer.from(understood.text)
    const text = { bytes, start: 0, end: bytes.length }
    const statement = admitKnown(this.conversation.session, known.recorded, text, recordedParameters(bind))
    this.bind(message, bind, { prepared, understood, statement })
  }

  private async decideBind(message: Buffer, bind: Bind): Promise<void> {
    const prepared = await this.resolve(this.prepared, bind.statement)
    if (!prepared) {
      const error = new SallyportError('NOT_FOUND', `prepared statement "${bind.statement}" does not exist`)
      return this.refuseExtended(this.judgement.unread('', error))
    }
    prepared.isRecorded = true
    const read = await this.judgement.readAgain(prepared.understood)
    if (!('operations' in read)) return this.refuseExtended(read)
    if (read.atSource.forwarded?.text !== prepared.understood.atSource.forwarded?.text) {
      return this.refuseExtended(this.judgement.unread(read.source, PREPARED_OTHERWISE))
    }
    const parameters = parametersOf(bind, prepared.parameterTypes)
    if (storesMask(read.atSource, parameters)) {
      return this.refuseExtended(this.judgement.unread(read.source, STORES_MASK))
    }
    const admission = await this.judgement.admit(this.understanding.statement(read, parameters), read)
    const understood = await this.judgement.renew(read, admission)
    if (!('operations' in understood)) return this.refuseExtended(understood)
    if (this.portals.size >= MAX_NAMES) {
      const error = new SallyportError('LIMIT_EXCEEDED', 'too many portals')
      return this.refuseExtended(refuseAdmitted(this.conversation.session, admission, error))
    }
    this.understanding.noteSettings(understood)
    prepared.understood = understood
    prepared.known = this.known.judge(understood)
    this.bind(message, bind, { prepared, understood, statement: admission.number })
  }

  private bind(
    message: Buffer,
    { portal: name, resultFormats }: Bind,
    parts: Pick<Portal, 'prepared' | 'understood' | 'statement'>,
  ): void {
    this.understanding.noteName('declare', name, parts.understood)
    const portal: Portal = { ...parts, formats: resultFormats, columns: null, plan: null, isDescribed: false }
    const naming = this.portals.give(name, portal, this.pipeline)
    this.ask(message, {
      ...positionsOf(parts.understood),
      message: 'bind',
      statement: parts.statement,
      lineages: parts.understood.lineages,
      settle: (succeeded) => this.portals.settle(name, naming, succeeded),
    })
  }

  private onDescribe(message: Buffer): void | Promise<void> {
    const { kind, name } = decodeDescribe(bodyOf(message))
    const names: Names<unknown> = kind === 'portal' ? this.portals : this.prepared
    if (names.isAwaited(name, this.pipeline)) {
      return this.untilKnown(names, name).then(() => this.describe(message, kind, name))
    }
    this.describe(message, kind, name)
  }

  private describe(message: Buffer, kind: 'portal' | 'statement', name: string): void {
    const portal = kind === 'portal' ? this.portals.now(name) : undefined
    const prepared = kind === 'statement' ? this.prepared.now(name) : undefined
    const lineages = (portal ?? prepared)?.understood.lineages ?? []
    if (portal) portal.isDescribed = true
    this.ask(message, {
      message: 'describe',
      statement: portal?.statement ?? 0,
      lineages,
      describe: (columns, plan) => {
        if (prepared) prepared.columns = columns
        if (!portal) return
        portal.columns = columns
        portal.plan = plan
      },
    })
  }

  private onExecute(message: Buffer): void | Promise<void> {
    const name = decodeExecute(bodyOf(message))
    if (this.portals.isAwaited(name, this.pipeline)) {
      return this.untilKnown(this.portals, name).then(() => this.execute(message, name))
    }
    return this.execute(message, name)
  }

  private execute(message: Buffer, name: string): void | Promise<void> {
    const portal = this.portals.now(name)
    // A portal that SQL opened (DECLARE) is run by FETCH; by this message it would run undecided.
    if (!portal) {
      return this.refuseExtended(
        this.judgement.unread('', new SallyportError('NOT_FOUND', `portal "${name}" does not exist`)),
      )
    }
    if (usesNames(portal.understood)) return this.executeByName(message, name, portal)
    this.run(message, name, portal, portal.understood)
  }

  /** An EXECUTE looks up its name only now, and it may have become another statement since Bind. */
  private async executeByName(message: Buffer, name: string, portal: Portal): Promise<void> {
    const { understood } = portal
    const now = await this.judgement.read(understood.source, understood.isUtf8)
    if (!('operations' in now)) return this.refuseExtended(now)
    if (now.text !== understood.text) {
      return this.refuseExtended(
        this.judgement.unread(
          now.text,
          new SallyportError('CONFLICT', 'what it executes has changed since it was bound'),
        ),
      )
    }
    this.run(message, name, portal, now)
  }

  private run(message: Buffer, name: string, portal: Portal, now: Understood): void {
    if (!portal.isDescribed && !portal.prepared.columns) this.describeForOurselves(name, portal)
    const ran = this.noteRun(portal.understood)
    this.ask(message, {
      ...positionsOf(now),
      message: 'execute',
      statement: portal.statement,
      lineages: now.lineages,
      plan: () => this.planOf(portal, now),
      settle: ran,
    })
  }

  private onClose(message: Buffer): void {
    const { kind, name } = decodeDescribe(bodyOf(message))
    const closed = (kind === 'statement' ? this.prepared : this.portals).closing(name)
    this.ask(message, {
      message: 'close',
      statement: 0,
      lineages: [],
      settle: (succeeded) => {
        if (succeeded) closed()
      },
    })
  }

  private onSync(message: Buffer): void {
    if (this.conversation.isCopyIn) return // the target ignores it, and so nothing would answer
    this.conversation.skipsUntilSync = false
    this.pipeline += 1
    this.ask(message, { message: 'sync', statement: 0, lineages: [] })
    this.complete = this.outgoing.length
  }

  /** CopyDone or CopyFail: from here on the target listens to Sync again. */
  private onCopyEnd(message: Buffer): void {
    if (this.conversation.isCopyIn) {
      this.conversation.isCopyIn = false
      return this.send(message)
    }
    // The target has not said yet that it takes data; whether it does is told by what it answers.
    this.ask(message, { message: 'copy-end', statement: 0, lineages: [] })
  }

  /** Rows of a portal that the client never described: we must know its columns to mask them. */
  private describeForOurselves(name: string, portal: Portal): void {
    portal.isDescribed = true
    this.ask(build('D', 'P', cstring(name)), {
      message: 'describe',
      statement: portal.statement,
      lineages: portal.understood.lineages,
      isOwn: true,
      describe: (columns, plan) => {
        portal.columns = columns
        portal.plan = plan
      },
    })
  }

  private planOf(portal: Portal, { lineages }: Understood): RowMasker | null {
    if (portal.plan && lineages[0] === portal.understood.lineages[0]) return portal.plan
    const columns = portal.columns ?? portal.prepared.columns
    return columns && this.conversation.plans.planOf(lineages[0] ?? null, columns, portal.formats)
  }

  private async untilKnown<T>(names: Names<T>, name: string): Promise<void> {
    this.flush(this.complete)
    await names.untilConfirmed(name, this.pipeline)
  }

  private async resolve<T>(names: Names<T>, name: string): Promise<T | undefined> {
    if (names.isAwaited(name, this.pipeline)) await this.untilKnown(names, name)
    return names.now(name)
  }

  private refuseQuery({ number, refusal }: Admission): void {
    this.ask(POISON_QUERY, { message: 'query', statement: number, lineages: [], ...(refusal && { refusal }) })
    this.complete = this.outgoing.length
  }

  private refuseExtended({ number, refusal }: Admission, name?: string): void {
    // What was to be prepared under this name does not exist; what was there before must not run in its place.
    if (name !== undefined) this.prepared.remove(name)
    this.ask(POISON_PARSE, { message: 'parse', statement: number, lineages: [], ...(refusal && { refusal }) })
    this.conversation.skipsUntilSync = true
  }

  /**
   * It is on its way, after everything before it and before everything after it: notes what it will have
   * changed. Call what it returns when it was answered.
   */
  private noteRun({ references, operations }: Understood): (succeeded: boolean) => void {
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

  private ask(message: Buffer, pending: Pending): void {
    // Something before it failed while it was being decided: the target skips it, and would not answer.
    if (this.conversation.skipsUntilSync) {
      pending.settle?.(false)
      if (!pending.refusal && pending.statement > 0)
        recordSkipped(this.conversation.session, pending.statement)
      return
    }
    this.conversation.pending.push(pending)
    this.send(message)
  }

  private send(message: Buffer): void {
    this.outgoing.push(message)
  }

  private flush(count = this.outgoing.length): void {
    if (count === 0) return
    const { session, toTarget } = this.conversation
    for (const prepared of this.unrecorded.splice(0)) {
      if (!prepared.isRecorded) recordPreparation(session, this.understanding.statement(prepared.understood))
      prepared.isRecorded = true
    }
    const bytes = joinNeighbours(this.outgoing.splice(0, count))
    this.complete = Math.max(0, this.complete - count)
    forward(session, toTarget, bytes)
  }
}

/** One piece of all messages: those that lie side by side, as they do when they came together, are not copied. */
function joinNeighbours(messages: readonly Buffer[]): Buffer {
  const [first] = messages
  if (!first) return NOTHING
  let end = first.byteOffset + first.length
  for (let at = 1; at < messages.length; at++) {
    const message = messages[at]
    if (message?.buffer !== first.buffer || message.byteOffset !== end) return Buffer.concat(messages)
    end += message.length
  }
  return messages.length === 1 ? first : Buffer.from(first.buffer, first.byteOffset, end - first.byteOffset)
}

const NOTHING = Buffer.alloc(0)

/** Where errors of the text that was forwarded stand in the client's own. */
function positionsOf({ atSource: { forwarded } }: Understood): Pick<Pending, 'positions'> {
  return forwarded ? { positions: forwarded.positions } : {}
}
