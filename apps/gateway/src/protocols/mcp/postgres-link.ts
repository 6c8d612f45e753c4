import type { Duplex } from 'node:stream'
import { SallyportError } from '@sallyport/core'
import { ByteReader } from '../../bytes/reader'
import { describeError, log } from '../../log'
import { decodeErrorFields, type ErrorFields } from '../postgres/codec/error-fields'
import { bodyOf, type FrameLimits, Framer, HEADER_BYTES } from '../postgres/codec/framer'
import { MAX_LARGE_BYTES } from '../postgres/codec/request-limits'
import { decodeRowDescription, type ResultColumn } from '../postgres/codec/row-description'
import { message as build, cstring, int16, int32 } from '../postgres/codec/write'

/** What came of one statement. */
export interface Ran {
  readonly columns: readonly ResultColumn[]
  /** In PostgreSQL's text form. */
  readonly rows: readonly (readonly (string | null)[])[]
  /** The command's tag, such as 'INSERT 0 1'; '' after an error. */
  readonly command: string
  /** There were more rows, or larger ones, than are kept. */
  readonly isTruncated: boolean
  readonly notices: readonly string[]
  readonly error: ErrorFields | null
}

type Running = { -readonly [Key in keyof Ran]: Ran[Key] } & {
  rows: (readonly (string | null)[])[]
  notices: string[]
  bytes: number
  readonly resolve: (ran: Ran) => void
  readonly reject: (error: unknown) => void
}

export type Parameter = string | number | boolean | null

const MAX_MESSAGE_BYTES = 64 * 1024 * 1024
/** What is kept of a result, in bytes of its text. */
const MAX_RESULT_BYTES = 1024 * 1024
const MAX_NOTICES = 20
/** DataRow and CopyData: what may come larger than any other message, and is not kept then. */
const UNBOUNDED: ReadonlySet<number> = new Set([0x44, 0x64])
const LIMITS: FrameLimits = {
  maxLength: (type) => (UNBOUNDED.has(type) ? MAX_LARGE_BYTES : MAX_MESSAGE_BYTES - 1),
  maxWhole: (type) => (UNBOUNDED.has(type) ? HEADER_BYTES + MAX_RESULT_BYTES : MAX_MESSAGE_BYTES),
}
const COPY_REFUSED = 'COPY carries no data here: use SELECT or INSERT'

/**
 * The client's side of PostgreSQL's protocol inside this process: one statement at a time, in the extended protocol,
 * so that a text is one statement, parameters are values, and the target makes no more rows than are wanted.
 */
export class PostgresLink {
  private readonly stream: Duplex
  private readonly framer = new Framer(LIMITS)
  /** How much is still to come of a message that is not kept. */
  private skipping = 0
  private running: Running | null = null
  private welcome: { resolve: () => void; reject: (error: unknown) => void } | null = null
  private fatal: SallyportError | null = null
  private key: { readonly processId: number; readonly secret: Buffer } | null = null
  private status = 'I'

  constructor(stream: Duplex) {
    this.stream = stream
    stream.on('data', (chunk: Buffer) => this.onData(chunk))
    stream.on('error', () => this.fail())
    stream.on('end', () => this.fail())
    stream.on('close', () => this.fail())
  }

  get isClosed(): boolean {
    const { destroyed, readableEnded, writableEnded } = this.stream
    return destroyed || readableEnded || writableEnded || this.fatal !== null
  }

  /** What cancels its statements; null until it is ready. */
  get cancelKey() {
    return this.key
  }

  /** A transaction is open. */
  get isInTransaction(): boolean {
    return this.status !== 'I'
  }

  /** Resolves when the target is signed in to; rejects with its words when it is not. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.welcome = { resolve, reject }
      if (this.isClosed) this.fail()
    })
  }

  /** Runs one statement; errors of it are in what resolves. Rejects when the session ends. */
  run(sql: string, parameters: readonly Parameter[], maxRows: number): Promise<Ran> {
    return new Promise((resolve, reject) => {
      if (this.isClosed) return reject(this.ended())
      this.running = {
        columns: [],
        rows: [],
        command: '',
        isTruncated: false,
        notices: [],
        error: null,
        bytes: 0,
        resolve,
        reject,
      }
      const values = parameters.map((value) => (value === null ? null : Buffer.from(String(value))))
      this.stream.write(
        Buffer.concat([
          build('P', cstring(''), cstring(sql), int16(0)),
          build(
            'B',
            cstring(''),
            cstring(''),
            int16(0),
            int16(values.length),
            ...values.flatMap(counted),
            int16(0),
          ),
          build('D', 'P', cstring('')),
          build('E', cstring(''), int32(maxRows)),
          build('S'),
        ]),
      )
    })
  }

  close(): void {
    if (!this.isClosed) this.stream.end(build('X'))
  }

  /** A throw in a listener would end the process: it ends the session. */
  private onData(chunk: Buffer): void {
    if (this.fatal) return
    try {
      this.take(chunk)
    } catch (error) {
      log('error', 'an answer could not be read', describeError(error))
      this.fatal = new SallyportError('SESSION_ENDED', 'the session has ended: its answer could not be read')
      this.fail()
      if (!this.stream.writableEnded) this.stream.end(build('X')) // a pair's other end hears of no `destroy`
    }
  }

  private take(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0) {
      const skipped = Math.min(this.skipping, rest.length)
      this.skipping -= skipped
      if (skipped === rest.length) return
      for (const message of this.framer.push(rest.subarray(skipped)))
        this.handle(String.fromCharCode(message[0] ?? 0), bodyOf(message))
      const begun = this.framer.takeBegun()
      if (!begun) return
      if (this.running) this.running.isTruncated = true
      this.skipping = begun.left
      rest = begun.after
    }
  }

  private handle(type: string, body: Buffer): void {
    const { running } = this
    switch (type) {
      case 'K':
        this.key = { processId: body.readInt32BE(0), secret: Buffer.from(body.subarray(4)) }
        return
      case 'Z':
        this.status = String.fromCharCode(body[0] ?? 0)
        return this.finish()
      case 'E':
        return this.noteError(decodeErrorFields(body))
      case 'N':
        if (running && running.notices.length < MAX_NOTICES)
          running.notices.push(decodeErrorFields(body).get('M') ?? '')
        return
      case 'T':
        if (running) running.columns = decodeRowDescription(body)
        return
      case 'D':
        if (running) keepRow(running, body)
        return
      case 's': // PortalSuspended
        if (running) running.isTruncated = true
        return
      case 'C':
        if (running) running.command = new ByteReader(body, 'CommandComplete').text()
        return
      case 'G': // CopyInResponse: the target has ignored our Sync and waits for data
        this.stream.write(Buffer.concat([build('f', cstring(COPY_REFUSED)), build('S')]))
        return
      case 'H': // CopyOutResponse
        if (running)
          running.error = new Map([
            ['M', COPY_REFUSED],
            ['C', '0A000'],
          ])
        return
    }
  }

  private noteError(fields: ErrorFields): void {
    if (fields.get('V') !== 'FATAL' && this.running) {
      this.running.error ??= fields
      return
    }
    this.fatal = new SallyportError('SESSION_ENDED', fields.get('M') ?? 'the session has ended', {
      ...(fields.has('H') && { hint: fields.get('H') ?? '' }),
    })
    this.fail()
  }

  private finish(): void {
    const { welcome, running } = this
    this.welcome = null
    welcome?.resolve()
    if (!running) return
    this.running = null
    running.resolve(running)
  }

  private fail(): void {
    const { welcome, running } = this
    this.welcome = null
    this.running = null
    welcome?.reject(this.ended())
    running?.reject(this.ended())
  }

  private ended(): SallyportError {
    return this.fatal ?? new SallyportError('SESSION_ENDED', 'the session has ended')
  }
}

function counted(value: Buffer | null): Buffer[] {
  return value === null ? [int32(-1)] : [int32(value.length), value]
}

function keepRow(running: Running, body: Buffer): void {
  if (running.bytes + body.length > MAX_RESULT_BYTES) {
    running.isTruncated = true
    return
  }
  running.bytes += body.length
  const reader = new ByteReader(body, 'DataRow')
  running.rows.push(
    Array.from({ length: reader.uint16() }, () => {
      const length = reader.int32()
      return length === -1 ? null : reader.bytes(length).toString('utf8')
    }),
  )
}
