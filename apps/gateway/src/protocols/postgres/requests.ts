import { SallyportError } from '@sallyport/core'
import type { ColumnPlan } from '../../session/masker'
import {
  type Admission,
  admit,
  admitPreparation,
  forward,
  recordPreparation,
  refuseUnread,
  release,
} from '../../session/run'
import type { Parameter, Statement } from '../../session/statement'
import { noticeResponse } from './codec/backend'
import { bodyOf, Framer } from './codec/framer'
import {
  type Bind,
  decodeBind,
  decodeDescribe,
  decodeExecute,
  decodeParse,
  decodeQuery,
} from './codec/frontend'
import type { ResultColumn } from './codec/row-description'
import { message as build, cstring, int16 } from './codec/write'
import type { Conversation } from './conversation'
import { describeColumns } from './describe-columns'
import { Names } from './names'
import type { Pending } from './pending'
import { Responses } from './responses'
import { Understanding, type Understood } from './understand'

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
      case 'f':
        return this.send(message)
      case 'c':
        this.conversation.isCopyIn = false
        return this.send(message)
      case 'F':
        return this.refuseQuery(
          this.unread('', new SallyportError('UNSUPPORTED', 'function calls by message are refused')),
        )
      default:
        throw new SallyportError('PROTOCOL_VIOLATION', `invalid frontend message type ${message[0]}`)
    }
  }

  /** One simple Query is one unit: all its statements are judged before a byte goes on. */
  private async onQuery(message: Buffer): Promise<void> {
    const text = decodeQuery(bodyOf(message))
    const understood = await this.read(text)
    if (!('operations' in understood)) return this.refuseQuery(understood)
    const admission = await this.admit(this.understanding.statement(understood))
    if (admission.refusal) return this.refuseQuery(admission)
    this.understanding.noteSettings(understood)
    this.conversation.pending.push({
      message: 'query',
      statement: admission.number,
      lineages: understood.lineages,
      settle: () => this.afterRun(understood),
    })
    this.send(message)
    this.complete = this.outgoing.length
  }

  private async onParse(message: Buffer): Promise<void> {
    const { name, text, parameterTypes } = decodeParse(bodyOf(message))
    const understood = await this.read(text)
    if (!('operations' in understood)) return this.refuseExtended(understood, name)
    const admission = admitPreparation(this.conversation.session, this.understanding.statement(understood))
    if (admission?.refusal) return this.refuseExtended(admission, name)
    if (this.prepared.size >= MAX_NAMES) {
      return this.refuseExtended(
        this.unread(text, new SallyportError('LIMIT_EXCEEDED', 'too many prepared statements')),
      )
    }
    const prepared: Prepared = { understood, parameterTypes, columns: null, isRecorded: false }
    const naming = this.prepared.give(name, prepared, this.pipeline)
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
    const prepared = await this.prepared.resolve(bind.statement, this.pipeline)
    if (!prepared) {
      const error = new SallyportError('NOT_FOUND', `prepared statement "${bind.statement}" does not exist`)
      return this.refuseExtended(this.unread('', error))
    }
    const statement = this.understanding.statement(prepared.understood, parametersOf(bind, prepared))
    prepared.isRecorded = true
    const admission = await this.admit(statement)
    if (admission.refusal) return this.refuseExtended(admission)
    if (this.portals.size >= MAX_NAMES) {
      return this.refuseExtended(this.unread('', new SallyportError('LIMIT_EXCEEDED', 'too many portals')))
    }
    this.understanding.noteSettings(prepared.understood)
    const portal: Portal = {
      prepared,
      statement: admission.number,
      formats: bind.resultFormats,
      columns: null,
    }
    const naming = this.portals.give(bind.portal, portal, this.pipeline)
    this.ask(message, {
      message: 'bind',
      statement: admission.number,
      lineages: prepared.understood.lineages,
      settle: (succeeded) => this.portals.settle(bind.portal, naming, succeeded),
    })
  }

  private async onDescribe(message: Buffer): Promise<void> {
    const { kind, name } = decodeDescribe(bodyOf(message))
    const portal = kind === 'portal' ? await this.portals.resolve(name, this.pipeline) : null
    const prepared =
      kind === 'statement' ? await this.prepared.resolve(name, this.pipeline) : portal?.prepared
    this.ask(message, {
      message: 'describe',
      statement: portal?.statement ?? 0,
      lineages: prepared?.understood.lineages ?? [],
      describe: (columns) => {
        if (prepared) prepared.columns = columns
        if (portal) portal.columns = columns
      },
    })
  }

  private async onExecute(message: Buffer): Promise<void> {
    const name = decodeExecute(bodyOf(message))
    const portal = await this.portals.resolve(name, this.pipeline)
    // A portal that SQL opened (DECLARE) is run by FETCH; by this message it would run undecided.
    if (!portal) {
      return this.refuseExtended(
        this.unread('', new SallyportError('NOT_FOUND', `portal "${name}" does not exist`)),
      )
    }
    if (!portal.columns && !portal.prepared.columns) this.describeForOurselves(name, portal)
    const { understood } = portal.prepared
    this.ask(message, {
      message: 'execute',
      statement: portal.statement,
      lineages: understood.lineages,
      plan: once(() => this.planOf(portal)),
      settle: () => this.afterRun(understood),
    })
  }

  private async onClose(message: Buffer): Promise<void> {
    const { kind, name } = decodeDescribe(bodyOf(message))
    const names = kind === 'statement' ? this.prepared : this.portals
    this.ask(message, {
      message: 'close',
      statement: 0,
      lineages: [],
      settle: (succeeded) => {
        if (succeeded) names.remove(name)
      },
    })
  }

  private async onSync(message: Buffer): Promise<void> {
    this.conversation.skipsUntilSync = false
    this.pipeline += 1
    if (!this.conversation.isCopyIn) {
      this.conversation.pending.push({ message: 'sync', statement: 0, lineages: [] })
    }
    this.send(message)
    this.complete = this.outgoing.length
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

  private planOf(portal: Portal): readonly ColumnPlan[] | null {
    const columns = portal.columns ?? portal.prepared.columns
    if (!columns) return null
    const { masker, catalogue } = this.conversation
    const lineage = portal.prepared.understood.lineages[0] ?? null
    return masker.plan(catalogue, lineage, describeColumns(catalogue, columns, portal.formats))
  }

  private async read(text: string): Promise<Understood | Admission> {
    try {
      return await this.understanding.understand(text)
    } catch (error) {
      if (!(error instanceof SallyportError)) throw error
      return this.unread(text, error)
    }
  }

  private unread(text: string, error: SallyportError): Admission {
    return refuseUnread(this.conversation.session, text, error)
  }

  /** What was complete before goes on at once; this statement, and what came with it, when it is decided. */
  private async admit(statement: Statement): Promise<Admission> {
    const { conversation } = this
    const { session, masker, client } = conversation
    const decision = admit(session, statement, {
      untilGone: (wait) => conversation.whileHolding(wait),
      notify: async (number, text, hint) => {
        await this.flush(this.complete)
        await release(session, masker, client, Responses.own(number, noticeResponse(text, hint)))
      },
    })
    return conversation.whileDeciding(decision)
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

  private afterRun({ changesCatalogue }: Understood): void {
    if (changesCatalogue) this.conversation.markCatalogueStale()
  }

  private ask(message: Buffer, pending: Pending): void {
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

function parametersOf({ parameters, parameterFormats }: Bind, { parameterTypes }: Prepared): Parameter[] {
  return parameters.map((bytes, at) => ({
    typeOid: parameterTypes[at] ?? 0,
    typeName: TYPE_NAMES[parameterTypes[at] ?? 0] ?? '',
    format: (parameterFormats.length === 1 ? parameterFormats[0] : parameterFormats[at]) ?? 0,
    // The message is only a view into what was read: a held statement outlives it.
    bytes: bytes && Buffer.from(bytes),
  }))
}

/** The types that drivers name beforehand, by their fixed OIDs in pg_type. */
const TYPE_NAMES: Partial<Record<number, string>> = {
  16: 'bool',
  17: 'bytea',
  20: 'int8',
  21: 'int2',
  23: 'int4',
  25: 'text',
  114: 'json',
  700: 'float4',
  701: 'float8',
  1043: 'varchar',
  1082: 'date',
  1114: 'timestamp',
  1184: 'timestamptz',
  1700: 'numeric',
  2950: 'uuid',
  3802: 'jsonb',
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
