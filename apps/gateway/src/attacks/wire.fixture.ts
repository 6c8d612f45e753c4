import { connect, type Socket } from 'node:net'
import { Inbox } from '../bytes/inbox'
import { decodeErrorFields } from '../protocols/postgres/codec/error-fields'
import { bodyOf, Framer } from '../protocols/postgres/codec/framer'
import { cstring, int16, int32, message } from '../protocols/postgres/codec/write'
import { openTarget } from '../protocols/postgres/target/target-link'
import type { TestGateway, TestTarget } from '../testing/test-gateway'

/** One message of a server, as it came. */
export interface Reply {
  readonly type: string
  readonly body: Buffer
}

/** A client that says whatever a test wants it to say, byte for byte. */
export class Wire {
  readonly socket: Socket
  private readonly inbox: Inbox
  private readonly framer = new Framer(1024 ** 3)
  private readonly waiting: Reply[] = []

  constructor(socket: Socket, inbox = new Inbox(socket)) {
    this.socket = socket
    this.inbox = inbox
  }

  /** Signed in at the target itself, without a gateway. */
  static async direct(target: TestTarget, settings: Readonly<Record<string, string>> = {}): Promise<Wire> {
    const full = { ...target, connectionId: 'direct', tlsMode: 'disable', tlsCa: null } as const
    const { socket, inbox } = await openTarget(full, new Map(Object.entries(settings)))
    return new Wire(socket, inbox)
  }

  /** Signed in through the gateway. Where that refuses, its last words can still be read. */
  static async through(gateway: TestGateway, settings: Readonly<Record<string, string>> = {}): Promise<Wire> {
    const wire = Wire.raw(gateway)
    const { user, database, password } = gateway.address
    await wire.send(startup({ user, database, ...settings }), message('p', cstring(password)))
    await wire.until('Z')
    return wire
  }

  /** Connected to the gateway, and silent. */
  static raw({ address }: TestGateway): Wire {
    const socket = connect(address.port, address.host)
    socket.on('error', () => {}) // to be cut off is what many tests are about
    return new Wire(socket)
  }

  async send(...bytes: readonly Buffer[]): Promise<void> {
    if (!this.socket.writable) return
    await new Promise<void>((done) => this.socket.write(Buffer.concat(bytes), () => done()))
  }

  /** The next message, or null when the server has left. */
  async next(): Promise<Reply | null> {
    while (this.waiting.length === 0) {
      const chunk = await this.inbox.read()
      if (!chunk) return null
      for (const frame of this.framer.push(chunk)) {
        this.waiting.push({ type: String.fromCharCode(frame[0] ?? 0), body: Buffer.from(bodyOf(frame)) })
      }
    }
    return this.waiting.shift() ?? null
  }

  /** All messages up to the next one of this type, or up to the end. */
  async until(type: string): Promise<Reply[]> {
    const replies: Reply[] = []
    for (;;) {
      const reply = await this.next()
      if (!reply) return replies
      replies.push(reply)
      if (reply.type === type) return replies
    }
  }

  /** Sends and reads on to ReadyForQuery, or to the end. */
  async ask(...bytes: readonly Buffer[]): Promise<Reply[]> {
    await this.send(...bytes)
    return this.until('Z')
  }

  close(): void {
    this.socket.destroy()
  }
}

/** The first packet of protocol 3.0; pairs may repeat a name. */
export function startup(
  pairs: Readonly<Record<string, string>> | readonly (readonly [string, string])[],
): Buffer {
  const list = Array.isArray(pairs) ? pairs : Object.entries(pairs)
  const body = Buffer.concat([int32(3 << 16), Buffer.from(`${list.flat().map(cstring).join('')}\0`)])
  return Buffer.concat([int32(body.length + 4), body])
}

export const query = (text: string | Buffer) => message('Q', text, '\0')
export const parse = (name: string, text: string, ...types: readonly number[]) =>
  message('P', cstring(name), cstring(text), int16(types.length), ...types.map(int32))
export const describe = (kind: 'S' | 'P', name: string) => message('D', kind, cstring(name))
export const execute = (portal = '', rows = 0) => message('E', cstring(portal), int32(rows))
export const close = (kind: 'S' | 'P', name: string) => message('C', kind, cstring(name))
export const sync = message('S')
export const flush = message('H')

/** Values are sent as text, results are asked for in one format. */
export function bind(
  portal: string,
  statement: string,
  values: readonly (string | Buffer | null)[] = [],
  resultFormat = 0,
): Buffer {
  const cells = values.flatMap((value) => {
    if (value === null) return [int32(-1)]
    const bytes = Buffer.from(value)
    return [int32(bytes.length), bytes]
  })
  const formats = [int16(1), int16(resultFormat)]
  return message(
    'B',
    cstring(portal),
    cstring(statement),
    int16(0),
    int16(values.length),
    ...cells,
    ...formats,
  )
}

/** The types in the order in which they came: `12DCZ`. */
export function types(replies: readonly Reply[]): string {
  return replies.map(({ type }) => type).join('')
}

/** SQLSTATE of the first error. */
export function errorCode(replies: readonly Reply[]): string | undefined {
  const error = replies.find(({ type }) => type === 'E')
  return error && decodeErrorFields(error.body).get('C')
}

/** The transaction's state after it all: I, T or E. */
export function status(replies: readonly Reply[]): string | undefined {
  return replies.findLast(({ type }) => type === 'Z')?.body.toString()
}

/** All rows' cells, as text. */
export function rows(replies: readonly Reply[]): (string | null)[][] {
  return replies
    .filter(({ type }) => type === 'D')
    .map(({ body }) => cellsOf(body).map((cell) => cell && cell.toString()))
}

export function cellsOf(row: Buffer): (Buffer | null)[] {
  let at = 2
  return Array.from({ length: row.readUInt16BE(0) }, () => {
    const length = row.readInt32BE(at)
    at += 4
    if (length < 0) return null
    at += length
    return row.subarray(at - length, at)
  })
}
