import { SallyportError } from '@sallyport/core'
import type { ColumnPlan } from '../../session/masker'
import {
  type Admission,
  admitPreparation,
  forward,
  recordPreparation,
  recordSkipped,
  refuseAdmitted,
} from '../../session/run'
import type { Parameter } from '../../session/statement'
import { bodyOf, Framer } from './codec/framer'
import {
  decodeBind,
  decodeDescribe,
  decodeExecute,
  decodeFunctionCall,
  decodeParse,
  decodeQuery,
} from './codec/frontend'
import type { ResultColumn } from './codec/row-description'
import { message as build, cstring, int16 } from './codec/write'
import type { Conversation } from './conversation'
import { describeColumns } from './describe-columns'
import { Judgement } from './judgement'
import { calledFunction } from './large-objects'
import { Names } from './names'
import { parametersOf } from './parameters'
import type { Pending } from './pending'
import { isDefinition, mayDefine, Understanding, type Understood, usesNames } from './understand'

/** A prepared statement. Its columns are known once it was described. */
interface Prepared {
  readonly understood: Understood
  readonly parameterTypes: readonly number[]
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
}

/** A larger message from a client is refused: nothing that is decided whole may be larger. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024
const MAX_NAMES = 10_000

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
  private readonly framer = new Framer(MAX_MESSAGE_BYTES)
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
    this.understanding = new Understanding(conversation)
    // What was complete before a hold goes on at once; what came with the held statement waits with it.
    this.judgement = new Judgement(conversation, this.understanding, () => this.flush(this.complete))
  }

  /** Handles the messages that came with a chunk. False: the client said goodbye. */
  async handle(chunk: Buffer): Promise<boolean> {
    for (const message of this.framer.push(chunk)) {
      if (message[0] === 0x58) {
        await this.flush()
        return false
      }
      await this.handleMessage(message)
    }
    await this.flush()
    return true
  }

  private async handleMessage(message: Buffer): Promise<void> {
    const type = String.fromCharCode(message[0] ?? 0)
    if (this.conversation.skipsUntilSync && type !== 'S') return
    switch (type) {
      case 'Q':
        return this.onQuery(message)
      case 'P':
        return this.onParse(message)
      case 'B':
        return this.onBind(message)
      case 'D':
        return this.onDescribe(message)
      case 'E':
        return this.onExecute(message)
      case 'C':
        return this.onClose(message)
      case 'S':
        return this.onSync(message)
      case 'H':
      case 'd':
        return this.send(message)
      case 'c':
      case 'f':
        return this.onCopyEnd(message)
      case 'F':
        return this.onFunctionCall(message)
      default:
        throw new SallyportError('PROTOCOL_VIOLATION', `invalid frontend message type ${message[0]}`)
    }
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
    const admission = await this.judgement.admit(this.understanding.statement(read, parameters))
    const understood = await this.judgement.renew(read, admission)
    if (!('operations' in understood)) return this.refuseQuery(understood)
    this.understanding.noteSettings(understood)
    const ran = this.noteRun(understood)
    this.ask(message, {
      message: 'query',
      statement: admission.number,
      lineages: understood.lineages,
      settle: ran,
    })
    this.complete = this.outgoing.length
  }

  private async onParse(message: Buffer): Promise<void> {
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
    const prepared: Prepared = { understood, parameterTypes, columns: null, isRecorded: false }
    const naming = this.prepared.give(name, prepared, this.pipeline)
    this.understanding.noteName('prepare', name, understood)
    this.unrecorded.push(prepared)
    this.ask(message, {
      message: 'parse',
      statement: 0,
      lineages: understood.lineages,
      settle: (succeeded) => this.prepared.settle(name, naming, succeeded),
    })
  }

  /** The statement is decided here, where its parameters are known, and before the target plans it. */
  private async onBind(message: Buffer): Promise<void> {
    const bind = decodeBind(bodyOf(message))
    const prepared = await this.resolve(this.prepared, bind.statement)
    if (!prepared) {
      const error = new SallyportError('NOT_FOUND', `prepared statement "${bind.statement}" does not exist`)
      return this.refuseExtended(this.judgement.unread('', error))
    }
    prepared.isRecorded = true
    const read = await this.judgement.readAgain(prepared.understood)
    if (!('operations' in read)) return this.refuseExtended(read)
    const parameters = parametersOf(bind, prepared.parameterTypes)
    const admission = await this.judgement.admit(this.understanding.statement(read, parameters))
    const understood = await this.judgement.renew(read, admission)
    if (!('operations' in understood)) return this.refuseExtended(understood)
    if (this.portals.size >= MAX_NAMES) {
      const error = new SallyportError('LIMIT_EXCEEDED', 'too many portals')
      return this.refuseExtended(refuseAdmitted(this.conversation.session, admission, error))
    }
    this.understanding.noteSettings(understood)
    this.understanding.noteName('declare', bind.portal, understood)
    const portal: Portal = {
      prepared,
      understood,
      statement: admission.number,
      formats: bind.resultFormats,
      columns: null,
    }
    const naming = this.portals.give(bind.portal, portal, this.pipeline)
    this.ask(message, {
      message: 'bind',
      statement: admission.number,
      lineages: understood.lineages,
      settle: (succeeded) => this.portals.settle(bind.portal, naming, succeeded),
    })
  }

  private async onDescribe(message: Buffer): Promise<void> {
    const { kind, name } = decodeDescribe(bodyOf(message))
    const portal = kind === 'portal' ? await this.resolve(this.portals, name) : undefined
    const prepared = kind === 'statement' ? await this.resolve(this.prepared, name) : undefined
    const described = portal ?? prepared
    this.ask(message, {
      message: 'describe',
      statement: portal?.statement ?? 0,
      lineages: described?.understood.lineages ?? [],
      describe: (columns) => {
        if (described) described.columns = columns
      },
    })
  }

  private async onExecute(message: Buffer): Promise<void> {
    const name = decodeExecute(bodyOf(message))
    const portal = await this.resolve(this.portals, name)
    // A portal that SQL opened (DECLARE) is run by FETCH; by this message it would run undecided.
    if (!portal) {
      return this.refuseExtended(
        this.judgement.unread('', new SallyportError('NOT_FOUND', `portal "${name}" does not exist`)),
      )
    }
    const { understood } = portal
    // An EXECUTE looks up its name only now, and it may have become another statement since Bind.
    const now = usesNames(understood)
      ? await this.judgement.read(understood.source, understood.isUtf8)
      : understood
    if (!('operations' in now)) return this.refuseExtended(now)
    if (now.text !== understood.text) {
      return this.refuseExtended(
        this.judgement.unread(
          now.text,
          new SallyportError('CONFLICT', 'what it executes has changed since it was bound'),
        ),
      )
    }
    if (!portal.columns && !portal.prepared.columns) this.describeForOurselves(name, portal)
    const ran = this.noteRun(understood)
    this.ask(message, {
      message: 'execute',
      statement: portal.statement,
      lineages: now.lineages,
      plan: once(() => this.planOf(portal, now)),
      settle: ran,
    })
  }

  private async onClose(message: Buffer): Promise<void> {
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

  private async onSync(message: Buffer): Promise<void> {
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
    this.ask(build('D', 'P', cstring(name)), {
      message: 'describe',
      statement: portal.statement,
      lineages: [],
      isOwn: true,
      describe: (columns) => {
        portal.columns = columns
      },
    })
  }

  private planOf(portal: Portal, { lineages }: Understood): readonly ColumnPlan[] | null {
    const columns = portal.columns ?? portal.prepared.columns
    if (!columns) return null
    const { masker, catalogue } = this.conversation
    const lineage = lineages[0] ?? null
    return masker.plan(catalogue, lineage, describeColumns(catalogue, columns, portal.formats))
  }

  private async resolve<T>(names: Names<T>, name: string): Promise<T | undefined> {
    if (names.isAwaited(name, this.pipeline)) await this.flush(this.complete)
    return names.resolve(name, this.pipeline)
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

  private async flush(count = this.outgoing.length): Promise<void> {
    if (count === 0) return
    const { session, target } = this.conversation
    for (const prepared of this.unrecorded.splice(0)) {
      if (!prepared.isRecorded) recordPreparation(session, this.understanding.statement(prepared.understood))
      prepared.isRecorded = true
    }
    const bytes = Buffer.concat(this.outgoing.splice(0, count))
    this.complete = Math.max(0, this.complete - count)
    await forward(session, target.socket, bytes)
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
