import { SallyportError } from '@sallyport/core'
import type { RowMasker } from '@sallyport/masking'
import { ByteReader } from '../../bytes/reader'
import type { Lineage, Masker } from '../../session/masker'
import { SKIPPED, type StatementEnd } from '../../session/run'
import { errorResponse, parameterStatus } from './codec/backend'
import { decodeErrorFields } from './codec/error-fields'
import { bodyOf, HEADER_BYTES } from './codec/framer'
import { MAX_LARGE_BYTES } from './codec/request-limits'
import { decodeRowDescription, type ResultColumn } from './codec/row-description'
import { message as build, cstring, int32 } from './codec/write'
import type { Conversation } from './conversation'
import { COPY_TEXT, refuseBinaryCopy, refuseCopy } from './copy-out'
import { SQLSTATE } from './errors'
import type { RowPlans } from './row-plan'
import { scrubError } from './scrub-error'
import { cancelAtTarget } from './target/target-link'
import { READABLE } from './understand'

/** Rows and COPY data of more bytes than this pass as they come where nothing in them is masked. */
const MAX_WHOLE_BYTES = 256 * 1024

/** What is known of the result that is coming in. */
interface Progress {
  /** Which statement of a simple query is answering. */
  index: number
  plan: RowMasker | null
  rows: number
  code: string | null
}

/**
 * Reads what the target says, tells which statement each message answers, and makes of it what the client may
 * see. A message that answers nothing that was asked ends the session: we would not know how to mask it.
 */
export class Responses {
  private readonly conversation: Conversation
  private readonly plans: RowPlans
  /** A message that has not come whole yet, in pieces. */
  private pieces: Buffer[] = []
  private size = 0
  private needed = HEADER_BYTES
  /** How much is still to come of a message that is not kept until it is whole, and whether the client sees it. */
  private rest = { bytes: 0, isShown: false }
  private progress: Progress = start()
  /** Set when a result cannot be masked: nothing more of it goes out until the target is ready again. */
  private isBlocked = false
  /** The bytes that are read, and the message in them. */
  private bytes: Buffer = Buffer.alloc(0)
  private start = 0
  private end = 0

  constructor(conversation: Conversation) {
    this.conversation = conversation
    this.plans = conversation.plans
  }

  /**
   * Takes bytes off the wire; they may change after it has returned. New relations in a result are looked up before
   * anything of it is judged: until that promise resolves, no more may be taken.
   */
  take(chunk: Buffer): void | Promise<void> {
    if (this.rest.bytes > 0) return this.takeRest(chunk)
    if (this.size === 0) return this.read(chunk, 0)
    this.pieces.push(Buffer.from(chunk))
    this.size += chunk.length
    if (this.size < this.needed) return
    const bytes = Buffer.concat(this.pieces, this.size)
    this.pieces = []
    this.size = 0
    return this.read(bytes, 0)
  }

  /** `isLookedUp`: the first message names a relation that not even the newest catalogue has. */
  private read(bytes: Buffer, from: number, isLookedUp = false): void | Promise<void> {
    const { output } = this.conversation
    let at = from
    this.needed = HEADER_BYTES
    try {
      while (bytes.length - at >= HEADER_BYTES) {
        const length = bytes.readUInt32BE(at + 1)
        if (length < 4 || length > this.maxLength(bytes[at])) {
          throw violation(`message length ${length} is out of range`)
        }
        const end = at + 1 + length
        if (length > MAX_WHOLE_BYTES && end > bytes.length && this.isIdle(bytes[at])) {
          return this.passBegun(bytes, at, end)
        }
        if (length > this.conversation.maxWholeBytes) return this.refuseBegun(bytes, at, end)
        if (end > bytes.length) {
          this.needed = length + 1
          break
        }
        const isNew = !(isLookedUp && at === from)
        if (isNew && bytes[at] === 0x54 && this.namesUnknownRelation(bytes, at, end)) {
          const rest = Buffer.from(bytes.subarray(at))
          return this.conversation.refreshCatalogue(true).then(() => this.read(rest, 0, true))
        }
        this.bytes = bytes
        this.start = at
        this.end = bytes[at] === 0x44 ? endOfRows(bytes, end) : end
        this.handle(bytes[at] ?? 0)
        at = this.end
      }
    } finally {
      output.flush()
    }
    if (at < bytes.length) {
      this.pieces = [Buffer.from(bytes.subarray(at))]
      this.size = bytes.length - at
    }
  }

  /** Of a message that says less than rows do, no server sends as much as may be kept. */
  private maxLength(type: number | undefined): number {
    return type === 0x44 || type === 0x64 ? MAX_LARGE_BYTES : this.conversation.maxWholeBytes
  }

  /** Nothing is masked in a row, or in COPY data, that comes now. */
  private isIdle(type: number | undefined): boolean {
    if (type === 0x44) return this.rowPlan().isIdle
    return type === 0x64 && this.conversation.masker.activeDetection().isEmpty
  }

  private passBegun(bytes: Buffer, start: number, end: number): void {
    const { output } = this.conversation
    this.rest = { bytes: end - bytes.length, isShown: !this.isBlocked }
    if (bytes[start] === 0x44) this.progress.rows += 1
    if (this.isBlocked) return
    output.beginMessage()
    this.put(bytes, start, bytes.length)
    if (bytes[start] === 0x44) output.countRows(1, 0)
  }

  /**
   * It would have to be kept to be masked, and is too large for that. The target is made to fail where the client is
   * told that it does: it is still sending, so that nothing after it has run.
   */
  private refuseBegun(bytes: Buffer, start: number, end: number): Promise<void> {
    const { session, target, maxWholeBytes } = this.conversation
    this.rest = { bytes: Math.max(0, end - bytes.length), isShown: false }
    if (!this.isBlocked) this.block(tooLarge(maxWholeBytes))
    const after = Buffer.from(bytes.subarray(Math.min(end, bytes.length)))
    return cancelAtTarget(session.target, target).then(() => this.read(after, 0))
  }

  private takeRest(chunk: Buffer): void | Promise<void> {
    const { rest } = this
    const { output, pending } = this.conversation
    const end = Math.min(rest.bytes, chunk.length)
    rest.bytes -= end
    if (rest.isShown) {
      output.add(pending.head?.statement ?? 0, chunk, 0, end)
      output.flush()
      if (rest.bytes === 0) output.endMessage()
    }
    if (end < chunk.length) return this.read(chunk, end)
  }

  private handle(type: number): void {
    const { masker, pending } = this.conversation
    switch (type) {
      case 0x44: // D
        return this.onDataRows()
      case 0x64: // d
        return this.onCopyData(masker)
      case 0x54: // T
        return this.onDescription()
      case 0x6e: // n
        return this.onDescription()
      case 0x74: // t
        this.expect('describe')
        return pending.head?.isOwn ? undefined : this.pass()
      case 0x31: // 1
        return this.onDone('parse')
      case 0x32: // 2
        return this.onDone('bind')
      case 0x33: // 3
        return this.onDone('close')
      case 0x43: // C
      case 0x49: // I
      case 0x73: // s
        return this.onComplete()
      case 0x47: // G
        return this.onCopyIn()
      case 0x48: // H
        return this.onCopyOut(masker)
      case 0x63: // c
        return this.pass()
      case 0x56: // V
        return this.onFunctionResult(masker)
      case 0x45: // E
        return this.onError(masker)
      case 0x5a: // Z
        return this.onReady()
      case 0x4e: // N
        return this.emit(
          scrubError(
            this.message,
            masker,
            this.reachesMasked(masker),
            this.conversation.pending.head?.positions,
          ),
        )
      case 0x41: // A
        return this.emit(maskNotification(this.message, masker))
      case 0x53: // S
        return this.onParameterStatus(masker)
      default:
        throw violation(
          `the target sent a message of type "${String.fromCharCode(type)}" that nothing asked for`,
        )
    }
  }

  /** FunctionCallResponse: one value, as if a SELECT had returned it. */
  private onFunctionResult(masker: Masker): void {
    this.expect('query')
    const [plan] = masker.plan(this.conversation.catalogue, this.lineage(), [FUNCTION_RESULT])
    const reader = new ByteReader(this.body, 'FunctionCallResponse')
    const length = reader.int32()
    const value = length === -1 ? null : reader.bytes(length)
    reader.end()
    const shown = value && plan ? masker.cell(value, plan) : null
    this.progress.index += 1
    if (shown === value) return this.pass()
    this.emit(shown ? build('V', int32(shown.length), Buffer.from(shown)) : build('V', int32(-1)))
    this.conversation.output.countMasked()
  }

  /** The message that is being handled. */
  private get message(): Buffer {
    return this.bytes.subarray(this.start, this.end)
  }

  private get body(): Buffer {
    return this.bytes.subarray(this.start + HEADER_BYTES, this.end)
  }

  /** All the rows that came together. */
  private onDataRows(): void {
    const { progress, conversation, bytes, start, end } = this
    const plan = this.rowPlan()
    const chunk = bytes.subarray(start, end)
    const masked = plan.mask(chunk)
    progress.rows += masked.rows
    if (this.isBlocked) return
    if (masked.bytes === chunk) this.pass()
    else this.put(masked.bytes, 0, masked.bytes.length)
    conversation.output.countRows(masked.rows, masked.masked)
  }

  private rowPlan(): RowMasker {
    const plan = this.progress.plan ?? this.conversation.pending.head?.plan?.()
    if (!plan) throw violation('the target sent a row of a result that it did not describe')
    this.progress.plan = plan
    return plan
  }

  private onCopyData(masker: Masker): void {
    const body = this.body
    const clean = masker.content(body, COPY_TEXT)
    if (clean === body) this.pass()
    else this.emit(build('d', Buffer.from(clean)))
  }

  /** RowDescription or NoData. */
  private onDescription(): void {
    const { pending } = this.conversation
    const { head } = pending
    const isRows = this.bytes[this.start] === 0x54
    const lineage = head?.message === 'query' ? this.lineage() : (head?.lineages[0] ?? null)
    const described = isRows ? this.described(lineage) : null
    if (head?.message === 'query') {
      this.progress.plan = described?.rows ?? this.plans.planOf(lineage, [])
      return this.pass()
    }
    this.expect('describe')
    head?.describe?.(described?.columns ?? NO_COLUMNS, described?.rows ?? null)
    if (!head?.isOwn) this.pass()
    pending.shift(true)
  }

  private described(lineage: Lineage | null) {
    const { plans, bytes, start, end } = this
    return plans.find(lineage, bytes, start, end) ?? plans.make(lineage, bytes, start, end)
  }

  private onDone(expected: 'parse' | 'bind' | 'close'): void {
    this.expect(expected)
    this.pass()
    this.conversation.pending.shift(true)
  }

  /** CommandComplete, EmptyQueryResponse or PortalSuspended. */
  private onComplete(): void {
    const { pending } = this.conversation
    const { head } = pending
    this.conversation.isCopyIn = false
    this.pass()
    this.progress.plan = null
    if (head?.message === 'query') {
      this.progress.index += 1
      return
    }
    this.expect('execute')
    pending.shift(true)
    this.conversation.output.endStatement(head?.statement ?? 0, outcome(this.progress))
    this.progress = start()
  }

  /** From here on the target ignores Sync until the copy ends; so those already sent will not be answered. */
  private onCopyIn(): void {
    this.conversation.isCopyIn = !this.conversation.pending.beginCopyIn()
    this.pass()
  }

  private onCopyOut(masker: Masker): void {
    const reader = new ByteReader(this.body, 'CopyOutResponse')
    const isBinary = reader.uint8() === 1
    const columns = reader.uint16()
    const refusal =
      refuseCopy(masker, this.conversation.catalogue, this.lineage(), columns) ??
      (isBinary ? refuseBinaryCopy(masker) : null)
    if (refusal) return this.block(refusal)
    this.pass()
  }

  private onError(masker: Masker): void {
    const { pending } = this.conversation
    const { head } = pending
    this.conversation.isCopyIn = false
    const fields = decodeErrorFields(this.body)
    const shown = head?.refusal
      ? errorResponse(head.refusal)
      : scrubError(this.message, masker, this.reachesMasked(masker), head?.positions)
    this.emit(shown)
    if (!this.isBlocked || this.progress.code === null) this.progress.code = fields.get('C') ?? 'XX000'
    this.progress.plan = null
    if (ENDS.has(fields.get('V') ?? '')) this.conversation.hasTargetEnded = true
    if (!head || head.message === 'query' || head.message === 'sync') return
    if (!head.refusal) this.conversation.output.endStatement(head.statement, outcome(this.progress))
    this.progress = start()
    for (const skipped of pending.failUntilSync()) {
      if (skipped !== head.statement) this.conversation.output.endStatement(skipped, SKIPPED)
    }
    // The client's Sync is still to come: what it sends before that, the target skips.
    if (pending.isEmpty) this.conversation.skipsUntilSync = true
  }

  private onReady(): void {
    const { pending } = this.conversation
    const { head } = pending
    const { index, code } = this.progress
    // A query is answered before it is done. Was it not, this is the answer to another message.
    if (head?.message !== 'query' || (index === 0 && code === null)) this.expect('sync')
    this.isBlocked = false
    this.conversation.isCopyIn = false
    this.pass()
    pending.shift(code === null)
    this.conversation.noteReady(String.fromCharCode(this.bytes[this.start + HEADER_BYTES] ?? 0))
    if (head?.message === 'query' && !head.refusal)
      this.conversation.output.endStatement(head.statement, outcome(this.progress))
    this.progress = start()
  }

  private onParameterStatus(masker: Masker): void {
    const reader = new ByteReader(this.body, 'ParameterStatus')
    const name = reader.text()
    const value = reader.text()
    this.conversation.parameters.set(name, value)
    // Every value is masked as UTF-8. Where nothing is masked, texts count as not understood from here on.
    const isChanged = READABLE.has(name) && value !== READABLE.get(name)
    if (isChanged && masker.isActive)
      throw violation(`${name} must not change to ${value} on this connection`)
    const clean = masker.text(value)
    if (clean === value) this.pass()
    else this.emit(parameterStatus(name, clean))
  }

  /** The message goes to the client as it came. */
  private pass(): void {
    this.put(this.bytes, this.start, this.end)
  }

  private emit(message: Buffer): void {
    this.put(message, 0, message.length)
  }

  private put(bytes: Uint8Array, start: number, end: number): void {
    if (this.isBlocked && bytes[start] !== 0x5a) return
    const { output, pending } = this.conversation
    output.add(pending.head?.statement ?? 0, bytes, start, end)
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

  private namesUnknownRelation(bytes: Buffer, start: number, end: number): boolean {
    const { byOid } = this.conversation.catalogue
    const { head } = this.conversation.pending
    const lineage = head?.message === 'query' ? this.lineage() : (head?.lineages[0] ?? null)
    if (this.plans.find(lineage, bytes, start, end)) return false
    return decodeRowDescription(bytes.subarray(start + HEADER_BYTES, end)).some(
      ({ tableOid }) => tableOid !== 0 && !byOid.has(tableOid),
    )
  }

  private expect(message: string): void {
    const found = this.conversation.pending.head?.message ?? 'nothing'
    if (found !== message) throw violation(`the target answered ${message} where ${found} was asked`)
  }
}

/** Severities after which a server closes the connection. */
const ENDS = new Set(['FATAL', 'PANIC'])
const FUNCTION_RESULT = { typeOid: 17, typeModifier: -1, format: 1, origin: null, isStored: false } as const

function start(): Progress {
  return { index: 0, plan: null, rows: 0, code: null }
}

function outcome({ code, rows }: Progress): StatementEnd {
  return code === null ? { status: 'done', rows } : { status: 'failed', code, rows }
}

/** Behind the last DataRow of those that stand whole and back to back; `first` is where the second one begins. */
function endOfRows(bytes: Buffer, first: number): number {
  let at = first
  while (bytes[at] === 0x44 && bytes.length - at >= HEADER_BYTES) {
    const end = at + 1 + bytes.readUInt32BE(at + 1)
    if (end > bytes.length || end - at < HEADER_BYTES) return at
    at = end
  }
  return at
}

const NO_COLUMNS: readonly ResultColumn[] = []

function maskNotification(message: Buffer, masker: Masker): Buffer {
  const reader = new ByteReader(bodyOf(message), 'NotificationResponse')
  const processId = Buffer.from(reader.bytes(4))
  const channel = reader.text()
  const payload = reader.text()
  const clean = masker.text(payload)
  return clean === payload ? message : build('A', processId, cstring(channel), cstring(clean))
}

function tooLarge(maxBytes: number): SallyportError {
  return new SallyportError('LIMIT_EXCEEDED', `a row that is masked may have ${maxBytes} bytes`, {
    hint: 'Read the large value in parts. An operator can raise the limit: SALLYPORT_MESSAGE_MAX_MB.',
  })
}

function violation(text: string): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', text)
}
