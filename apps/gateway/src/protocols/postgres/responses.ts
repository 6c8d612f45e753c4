import { SallyportError } from '@sallyport/core'
import { ByteReader } from '../../bytes/reader'
import type { ColumnPlan, Lineage, Masker } from '../../session/masker'
import { type MaskedOutput, type Output, SKIPPED, type StatementEnd } from '../../session/run'
import { errorResponse, parameterStatus } from './codec/backend'
import { maskDataRow } from './codec/data-row'
import { decodeErrorFields } from './codec/error-fields'
import { bodyOf, Framer } from './codec/framer'
import { decodeRowDescription, type ResultColumn } from './codec/row-description'
import { message as build, cstring, int32 } from './codec/write'
import type { Conversation } from './conversation'
import { COPY_TEXT, refuseBinaryCopy, refuseCopy } from './copy-out'
import { describeColumns } from './describe-columns'
import { SQLSTATE } from './errors'
import { OutputParts } from './output-parts'
import { scrubError } from './scrub-error'
import { READABLE } from './understand'

/** A larger message from the target ends the session: it would have to be held whole to be masked. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024

/** What is known of the result that is coming in. */
interface Progress {
  /** Which statement of a simple query is answering. */
  index: number
  plan: readonly ColumnPlan[] | null
  rows: number
  code: string | null
}

/**
 * Reads what the target says, tells which statement each message answers, and makes of it what the client may
 * see. A message that answers nothing that was asked ends the session: we would not know how to mask it.
 */
export class Responses {
  private readonly conversation: Conversation
  private readonly framer = new Framer(MAX_MESSAGE_BYTES)
  private readonly parts = new OutputParts()
  private progress: Progress = start()
  /** Set when a result cannot be masked: nothing more of it goes out until the target is ready again. */
  private isBlocked = false

  constructor(conversation: Conversation) {
    this.conversation = conversation
  }

  /** Takes bytes off the wire. New relations in a result are looked up before anything of it is judged. */
  async read(chunk: Buffer): Promise<Output> {
    const messages = this.framer.push(chunk)
    const hasUnknown = messages.some((message) => message[0] === 0x54 && this.namesUnknownRelation(message))
    if (hasUnknown) await this.conversation.refreshCatalogue(true)
    return { mask: (masker) => this.mask(messages, masker) }
  }

  /** A message of the gateway's own, on its way like any other. */
  static own(statement: number, bytes: Buffer): Output {
    return { mask: () => [{ statement, bytes, rows: 0, masked: 0, end: null }] }
  }

  private mask(messages: readonly Buffer[], masker: Masker): MaskedOutput[] {
    for (const message of messages) this.handle(message, masker)
    return this.parts.take()
  }

  private handle(message: Buffer, masker: Masker): void {
    const { pending } = this.conversation
    const type = String.fromCharCode(message[0] ?? 0)
    switch (type) {
      case 'D':
        return this.onDataRow(message, masker)
      case 'd':
        return this.emit(maskCopyData(message, masker))
      case 'T':
        return this.onDescription(message, decodeRowDescription(bodyOf(message)), masker)
      case 'n':
        return this.onDescription(message, [], masker)
      case 't':
        this.expect('describe')
        if (pending.head?.isOwn) return
        return this.emit(message)
      case '1':
        return this.onDone('parse', message)
      case '2':
        return this.onDone('bind', message)
      case '3':
        return this.onDone('close', message)
      case 'C':
      case 'I':
      case 's':
        return this.onComplete(message)
      case 'G':
        return this.onCopyIn(message)
      case 'H':
        return this.onCopyOut(message, masker)
      case 'c':
        return this.emit(message)
      case 'V':
        return this.onFunctionResult(message, masker)
      case 'E':
        return this.onError(message, masker)
      case 'Z':
        return this.onReady(message)
      case 'N':
        return this.emit(scrubError(message, masker, this.reachesMasked(masker)))
      case 'A':
        return this.emit(maskNotification(message, masker))
      case 'S':
        return this.onParameterStatus(message, masker)
      default:
        throw violation(`the target sent a message of type "${type}" that nothing asked for`)
    }
  }

  private onDataRow(message: Buffer, masker: Masker): void {
    const plan = this.progress.plan ?? this.conversation.pending.head?.plan?.()
    if (!plan) throw violation('the target sent a row of a result that it did not describe')
    this.progress.rows += 1
    const { row, masked } = maskDataRow(message, plan.length, (value, column) => {
      const columnPlan = plan[column]
      return columnPlan ? masker.cell(value, columnPlan) : null
    })
    this.emit(row, masked)
  }

  /** FunctionCallResponse: one value, as if a SELECT had returned it. */
  private onFunctionResult(message: Buffer, masker: Masker): void {
    this.expect('query')
    const [plan] = masker.plan(this.conversation.catalogue, this.lineage(), [FUNCTION_RESULT])
    const reader = new ByteReader(bodyOf(message), 'FunctionCallResponse')
    const length = reader.int32()
    const value = length === -1 ? null : reader.bytes(length)
    reader.end()
    const shown = value && plan ? masker.cell(value, plan) : null
    this.progress.index += 1
    if (shown === value) return this.emit(message)
    this.emit(shown ? build('V', int32(shown.length), Buffer.from(shown)) : build('V', int32(-1)), 1)
  }

  private onDescription(message: Buffer, columns: readonly ResultColumn[], masker: Masker): void {
    const { pending, catalogue } = this.conversation
    const { head } = pending
    if (head?.message === 'query') {
      this.progress.plan = masker.plan(catalogue, this.lineage(), describeColumns(catalogue, columns))
      return this.emit(message)
    }
    this.expect('describe')
    head?.describe?.(columns)
    if (!head?.isOwn) this.emit(message)
    pending.shift(true)
  }

  private onDone(expected: 'parse' | 'bind' | 'close', message: Buffer): void {
    this.expect(expected)
    this.emit(message)
    this.conversation.pending.shift(true)
  }

  /** CommandComplete, EmptyQueryResponse or PortalSuspended. */
  private onComplete(message: Buffer): void {
    const { pending } = this.conversation
    const { head } = pending
    this.conversation.isCopyIn = false
    this.emit(message)
    this.progress.plan = null
    if (head?.message === 'query') {
      this.progress.index += 1
      return
    }
    this.expect('execute')
    pending.shift(true)
    this.parts.end(head?.statement ?? 0, outcome(this.progress))
    this.progress = start()
  }

  /** From here on the target ignores Sync until the copy ends; so those already sent will not be answered. */
  private onCopyIn(message: Buffer): void {
    this.conversation.isCopyIn = !this.conversation.pending.beginCopyIn()
    this.emit(message)
  }

  private onCopyOut(message: Buffer, masker: Masker): void {
    const reader = new ByteReader(bodyOf(message), 'CopyOutResponse')
    const isBinary = reader.uint8() === 1
    const columns = reader.uint16()
    const refusal =
      refuseCopy(masker, this.conversation.catalogue, this.lineage(), columns) ??
      (isBinary ? refuseBinaryCopy(masker) : null)
    if (refusal) return this.block(refusal)
    this.emit(message)
  }

  private onError(message: Buffer, masker: Masker): void {
    const { pending } = this.conversation
    const { head } = pending
    this.conversation.isCopyIn = false
    const fields = decodeErrorFields(bodyOf(message))
    const shown = head?.refusal
      ? errorResponse(head.refusal)
      : scrubError(message, masker, this.reachesMasked(masker))
    this.emit(shown)
    this.progress.code = fields.get('C') ?? 'XX000'
    this.progress.plan = null
    if (!head || head.message === 'query' || head.message === 'sync') return
    if (!head.refusal) this.parts.end(head.statement, outcome(this.progress))
    this.progress = start()
    for (const skipped of pending.failUntilSync()) {
      if (skipped !== head.statement) this.parts.end(skipped, SKIPPED)
    }
    // The client's Sync is still to come: what it sends before that, the target skips.
    if (pending.isEmpty) this.conversation.skipsUntilSync = true
  }

  private onReady(message: Buffer): void {
    const { pending } = this.conversation
    const { head } = pending
    const { index, code } = this.progress
    // A query is answered before it is done. Was it not, this is the answer to another message.
    if (head?.message !== 'query' || (index === 0 && code === null)) this.expect('sync')
    this.isBlocked = false
    this.conversation.isCopyIn = false
    this.emit(message)
    pending.shift(code === null)
    this.conversation.noteReady(String.fromCharCode(bodyOf(message)[0] ?? 0))
    if (head?.message === 'query' && !head.refusal) this.parts.end(head.statement, outcome(this.progress))
    this.progress = start()
  }

  private onParameterStatus(message: Buffer, masker: Masker): void {
    const reader = new ByteReader(bodyOf(message), 'ParameterStatus')
    const name = reader.text()
    const value = reader.text()
    this.conversation.parameters.set(name, value)
    // Every value is masked as UTF-8. Where nothing is masked, texts count as not understood from here on.
    const isChanged = READABLE.has(name) && value !== READABLE.get(name)
    if (isChanged && masker.isActive)
      throw violation(`${name} must not change to ${value} on this connection`)
    const clean = masker.text(value)
    this.emit(clean === value ? message : parameterStatus(name, clean))
  }

  private emit(message: Buffer, masked = 0): void {
    if (this.isBlocked && message[0] !== 0x5a) return
    this.parts.add(this.conversation.pending.head?.statement ?? 0, message, masked)
  }

  private block(error: SallyportError): void {
    this.emit(errorResponse(error))
    this.progress.code = SQLSTATE[error.code]
    this.isBlocked = true
  }

  private lineage(): Lineage | null {
    return this.conversation.pending.head?.lineages[this.progress.index] ?? null
  }

  private reachesMasked(masker: Masker): boolean {
    const { pending, catalogue } = this.conversation
    const { head } = pending
    if (!head) return true
    return head.lineages.some((lineage) => lineage === null || masker.reachesMasked(catalogue, lineage))
  }

  private namesUnknownRelation(message: Buffer): boolean {
    const { byOid } = this.conversation.catalogue
    return decodeRowDescription(bodyOf(message)).some(
      ({ tableOid }) => tableOid !== 0 && !byOid.has(tableOid),
    )
  }

  private expect(message: string): void {
    const found = this.conversation.pending.head?.message ?? 'nothing'
    if (found !== message) throw violation(`the target answered ${message} where ${found} was asked`)
  }
}

const FUNCTION_RESULT = { typeOid: 17, typeModifier: -1, format: 1, origin: null, isStored: false } as const

function start(): Progress {
  return { index: 0, plan: null, rows: 0, code: null }
}

function outcome({ code, rows }: Progress): StatementEnd {
  return code === null ? { status: 'done', rows } : { status: 'failed', code, rows }
}

function maskCopyData(message: Buffer, masker: Masker): Buffer {
  const body = bodyOf(message)
  const clean = masker.content(body, COPY_TEXT)
  return clean === body ? message : build('d', Buffer.from(clean))
}

function maskNotification(message: Buffer, masker: Masker): Buffer {
  const reader = new ByteReader(bodyOf(message), 'NotificationResponse')
  const processId = Buffer.from(reader.bytes(4))
  const channel = reader.text()
  const payload = reader.text()
  const clean = masker.text(payload)
  return clean === payload ? message : build('A', processId, cstring(channel), cstring(clean))
}

function violation(text: string): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', text)
}
