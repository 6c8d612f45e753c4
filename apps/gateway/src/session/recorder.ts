import { SallyportError } from '@sallyport/core'
import {
  encodeEvent,
  MAX_EVENT_BYTES,
  OUTPUT,
  putUint16,
  putUint32,
  type RecordedEvent,
  STATEMENT_BYTES,
  STATEMENT_END_BYTES,
  type StatementEnd,
  writeEventHeader,
  writeStatementEnd,
} from '@sallyport/recording'
import type { Outbox } from '../bytes/outbox'
import type { Spool, SpoolSession } from '../spool/spool'

/** A larger chunk is recorded in several events, so that none outgrows what can be uploaded. */
const MAX_PAYLOAD_BYTES = 1024 * 1024

/** The bytes of a text inside a message. */
export interface TextBytes {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

type Ending = Pick<StatementEnd, 'status' | 'code' | 'rows'>

/** Parameters as they will stand in the record. */
export interface RecordedParameters {
  readonly count: number
  /** How many bytes `write` writes. */
  readonly size: number
  write(into: Buffer, at: number): void
}

export const NO_PARAMETERS: RecordedParameters = { count: 0, size: 0, write: () => undefined }

/**
 * Writes one session's events into the log of all sessions, in the order in which things happened. An event survives
 * the end of this process once its batch is written, and that of the machine once it is flushed; what depends on an
 * event leaves by `forward` or `send`, which wait for that.
 */
export class Recorder {
  private readonly spool: Spool
  private readonly session: SpoolSession
  /** Whether a statement must be on the disk before it is forwarded, or only out of this process. */
  private readonly isStrict: boolean
  private statements = 0
  /** The batch that holds the last event before which nothing may be forwarded. */
  private needed = 0
  private isClosed = false
  private outputStatement = 0
  private outputTime = 0
  /** How many bytes the output that is open has so far; 0: none is. */
  private outputSize = 0

  /** `onLost` is told when what was recorded could not be written: the session must end. */
  constructor(
    spool: Spool,
    sessionId: string,
    { isStrict, onLost }: { readonly isStrict: boolean; readonly onLost: (error: SallyportError) => void },
  ) {
    this.spool = spool
    this.isStrict = isStrict
    this.session = spool.begin(sessionId, (cause) => onLost(failed(cause)))
  }

  /** The number of the next statement, from 1. */
  nextStatement(): number {
    this.statements += 1
    return this.statements
  }

  /** Records an event. Throws RECORDING_FAILED when there is no room: what cannot be recorded does not happen. */
  append(event: RecordedEvent): void {
    this.requireOpen()
    if (event.type !== 'session-end') this.spool.requireRoom()
    const bytes = encodeEvent(event)
    const { log } = this.spool
    const at = log.open(this.session, bytes.length)
    log.buffer.set(bytes, at)
    log.close(at + bytes.length)
    this.needed = log.batch
  }

  /** Records a statement without making anything of its text; `verdict` is of `encodeVerdict`. */
  statement(number: number, text: TextBytes, parameters: RecordedParameters, verdict: Uint8Array): void {
    this.requireOpen()
    this.spool.requireRoom()
    const { log } = this.spool
    const textBytes = text.end - text.start
    const size = STATEMENT_BYTES + textBytes + parameters.size + verdict.length
    if (size > MAX_EVENT_BYTES)
      throw new SallyportError('LIMIT_EXCEEDED', 'the statement is too large to be recorded')
    const start = log.open(this.session, size)
    const { buffer } = log
    let at = writeEventHeader(buffer, start, { type: 'statement', size, time: Date.now() })
    at = putUint32(buffer, at, number)
    at = putUint32(buffer, at, textBytes)
    copyBytes(text.bytes, text.start, text.end, buffer, at)
    at = putUint16(buffer, at + textBytes, parameters.count)
    parameters.write(buffer, at)
    buffer.set(verdict, at + parameters.size)
    log.close(start + size)
    this.needed = log.batch
  }

  /** Opens an output of a statement, to be filled by `add`. One that is open is finished by `finishOutput` first. */
  beginOutput(statement: number): void {
    this.requireOpen()
    this.outputStatement = statement
    this.outputTime = Date.now()
    this.outputSize = OUTPUT.payload
    this.spool.log.open(this.session, OUTPUT.payload)
  }

  /** Adds bytes that the client will be sent. They are copied. */
  add(bytes: Uint8Array, start: number, end: number, client: Outbox): void {
    for (let from = start; from < end; ) {
      const to = Math.min(end, from + MAX_PAYLOAD_BYTES - (this.outputSize - OUTPUT.payload))
      const { log } = this.spool
      const at = log.grow(this.outputSize, to - from)
      copyBytes(bytes, from, to, log.buffer, at + this.outputSize)
      this.outputSize += to - from
      from = to
      if (from === end) return
      // Much at once: what has come so far goes its way, and the rest is another event.
      this.finishOutput(0, 0, client)
      log.write()
      this.beginOutput(this.outputStatement)
    }
  }

  /** The output that is open is whole; what it holds goes to the client once it is written. */
  finishOutput(rows: number, masked: number, client: Outbox): void {
    const { log } = this.spool
    const size = this.outputSize
    this.outputSize = 0
    const start = log.grow(size, 0)
    const { buffer } = log
    writeEventHeader(buffer, start, { type: 'output', size, time: this.outputTime })
    putUint32(buffer, start + OUTPUT.statement, this.outputStatement)
    putUint32(buffer, start + OUTPUT.rows, rows)
    putUint32(buffer, start + OUTPUT.masked, masked)
    log.close(start + size)
    client.keep(buffer.subarray(start + OUTPUT.payload, start + size), log.batch)
    log.whenWritten(client)
  }

  get hasOutput(): boolean {
    return this.outputSize > 0
  }

  /** Records how a statement ended. */
  statementEnd(statement: number, { status, code = '', rows }: Ending): void {
    this.requireOpen()
    const { log } = this.spool
    const at = log.open(this.session, STATEMENT_END_BYTES + code.length)
    log.close(writeStatementEnd(log.buffer, at, { at: Date.now(), statement, status, code, rows }))
  }

  /** Sends bytes to the target once all that was recorded so far is as durable as the session wants it. */
  forward(target: Outbox, bytes: Buffer): void {
    const { log } = this.spool
    const { needed } = this
    if (needed <= (this.isStrict ? log.durable : log.batch - 1)) return target.send(bytes)
    target.keep(bytes, needed)
    if (this.isStrict) log.whenDurable(target, needed)
    else log.whenWritten(target)
  }

  /** Resolves when all that was recorded is on the disk. */
  async durable(): Promise<void> {
    const { log } = this.spool
    const { needed } = this
    if (needed <= log.durable) return
    await new Promise<void>((release, lost) =>
      log.whenDurable({ release: () => release(), lost: (cause) => lost(failed(cause)) }, needed),
    )
  }

  /** Between two chunks: writes at once if much has come together. */
  writeIfLarge(): void {
    this.spool.log.writeIfLarge()
  }

  /** The last event. */
  close(reason: string): void {
    if (this.isClosed) return
    try {
      this.append({ type: 'session-end', at: Date.now(), reason })
    } finally {
      this.isClosed = true
      this.spool.end(this.session)
      this.spool.log.write()
    }
  }

  private requireOpen(): void {
    if (this.isClosed) throw new SallyportError('SESSION_ENDED', 'the session has ended')
  }
}

/** Few bytes are copied faster by hand than by a call. */
function copyBytes(from: Uint8Array, start: number, end: number, into: Buffer, at: number): void {
  if (end - start > 64) {
    into.set(from.subarray(start, end), at)
    return
  }
  for (let index = start, to = at; index < end; index++, to++) into[to] = from[index] ?? 0
}

function failed(cause: unknown): SallyportError {
  return new SallyportError('RECORDING_FAILED', 'the session cannot be recorded, so nothing runs', { cause })
}
