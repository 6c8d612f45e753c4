import { connect } from 'node:net'
import { VERBS } from '@sallyport/core'
import { testTarget } from '@sallyport/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeErrorFields } from '../protocols/postgres/codec/error-fields'
import { cstring, int16, int32, message } from '../protocols/postgres/codec/write'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import * as say from './wire.fixture'
import { parse, query, type Reply, sync, Wire } from './wire.fixture'

// Every malformed message is sent to the server itself and through the gateway: both must answer with the same
// SQLSTATE, and leave the same connection behind. Where the server closes it without a word, the gateway may say why.

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway

beforeAll(async () => {
  target = await testTarget('empty')
  gateway = await startGateway(target, { rules: [rule('everything', 'allow', { verbs: VERBS })] })
})

afterAll(async () => {
  await gateway.close()
  await target.drop()
})

const bytes = (...of: readonly (string | Buffer)[]) => Buffer.concat(of.map((part) => Buffer.from(part)))
/** A message with a length of its own. */
const claiming = (type: string, length: number, body = '') => {
  const header = Buffer.alloc(5)
  header.write(type, 'latin1')
  header.writeUInt32BE(length >>> 0, 1)
  return bytes(header, body)
}
const bindOf = (...parts: readonly (string | Buffer)[]) => message('B', '\0s\0', ...parts)
const prepared = parse('s', 'select $1::int', 23)
const NO_FORMATS = int16(0)
const copying = [query('create temp table copied (v text)'), query('copy copied from stdin')]

const AFTER_SIGN_IN: readonly (readonly [string, readonly Buffer[]])[] = [
  ['a Query without its NUL', [message('Q', 'select 1')]],
  ['a Query of nothing at all', [message('Q')]],
  ['a NUL inside a Query', [query('select 1\0; select 2')]],
  ['a Query that is not UTF-8', [message('Q', Buffer.from([0x73, 0xff, 0]))]],
  ['a length of 0', [claiming('Q', 0)]],
  ['a length of 3', [claiming('Q', 3)]],
  ['a length of 2 GB', [claiming('Q', 0x7fffffff)]],
  ['a length of 4 GB', [claiming('Q', 0xffffffff)]],
  ['a Sync of 10,001 bytes', [claiming('S', 10_001, 'x'.repeat(9_997))]],
  ['an Execute of 10,001 bytes', [claiming('E', 10_001, 'x'.repeat(9_997))]],
  ['an unknown type', [message('?', 'x')]],
  ['a type of NUL', [message('\0', 'x')]],
  ['a message of a server', [message('Z', 'I')]],
  ['a password after sign-in', [message('p', 'again\0')]],
  ['a Parse without a text', [message('P', 's\0'), sync]],
  ['a Parse that says more types than it has', [message('P', '\0select 1\0', int16(3), int32(23)), sync]],
  ['a Parse with bytes behind it', [message('P', '\0select 1\0', int16(0), 'x'), sync]],
  [
    'a Parse with a name that is not UTF-8',
    [message('P', Buffer.from([0xff, 0]), 'select 1\0', int16(0)), sync],
  ],
  [
    'a Parse with a text that is not UTF-8',
    [message('P', '\0', Buffer.from([0x73, 0xff, 0]), int16(0)), sync],
  ],
  ['a Parse of two statements', [parse('', 'select 1; select 2'), sync]],
  ['a Bind without anything', [message('B'), sync]],
  ['a Bind of what is not prepared', [say.bind('', 'nosuch'), sync]],
  ['a Bind with too few parameters', [prepared, bindOf(NO_FORMATS, int16(0), int16(0)), sync]],
  ['a Bind with too many', [prepared, say.bind('', 's', ['1', '2']), sync]],
  [
    'a Bind with two formats for one parameter',
    [prepared, bindOf(int16(2), int16(0), int16(0), int16(1), int32(1), '1', int16(0)), sync],
  ],
  [
    'a Bind with an unknown format',
    [prepared, bindOf(int16(1), int16(7), int16(1), int32(1), '1', int16(0)), sync],
  ],
  [
    'a Bind with two result formats for one column',
    [prepared, bindOf(NO_FORMATS, int16(1), int32(1), '1', int16(2), int16(0), int16(0)), sync],
  ],
  [
    'a Bind with an unknown result format',
    [prepared, bindOf(NO_FORMATS, int16(1), int32(1), '1', int16(1), int16(9)), say.execute(), sync],
  ],
  [
    'a Bind with a length beyond its end',
    [prepared, bindOf(NO_FORMATS, int16(1), int32(99), '1', int16(0)), sync],
  ],
  ['a Bind with a length of -2', [prepared, bindOf(NO_FORMATS, int16(1), int32(-2), int16(0)), sync]],
  [
    'a Bind with bytes behind it',
    [prepared, bindOf(NO_FORMATS, int16(1), int32(1), '1', int16(0), 'x'), sync],
  ],
  ['a Bind with a value that is no int', [prepared, say.bind('', 's', ['x']), sync]],
  [
    'a Bind with binary of a wrong size',
    [prepared, bindOf(int16(1), int16(1), int16(1), int32(3), 'abc', int16(0)), sync],
  ],
  [
    'a Bind with a text that is not UTF-8',
    [
      parse('s', 'select $1::text', 25),
      bindOf(NO_FORMATS, int16(1), int32(1), Buffer.from([0xff]), int16(0)),
      sync,
    ],
  ],
  [
    'a Bind with a NUL in a text',
    [parse('s', 'select $1::text', 25), bindOf(NO_FORMATS, int16(1), int32(3), 'a\0b', int16(0)), sync],
  ],
  ['a portal name that is not UTF-8', [message('B', Buffer.from([0xc0, 0x80, 0, 0]), Buffer.alloc(6)), sync]],
  ['a Describe of nothing', [message('D'), sync]],
  ['a Describe of another kind', [prepared, message('D', 'Xs\0'), sync]],
  ['a Describe without its NUL', [prepared, message('D', 'Ss'), sync]],
  ['a Describe with bytes behind it', [prepared, message('D', 'Ss\0x'), sync]],
  ['a Describe of what is not there', [say.describe('S', 'nosuch'), sync]],
  ['a Describe of a portal that is not there', [say.describe('P', 'nosuch'), sync]],
  ['an Execute without its limit', [prepared, say.bind('', 's', ['1']), message('E', '\0'), sync]],
  [
    'an Execute with bytes behind it',
    [prepared, say.bind('', 's', ['1']), message('E', '\0', int32(0), 'x'), sync],
  ],
  ['an Execute with a negative limit', [prepared, say.bind('', 's', ['1']), say.execute('', -5), sync]],
  ['an Execute of what is not bound', [say.execute('nosuch'), sync]],
  ['a Close of another kind', [prepared, message('C', 'Xs\0'), sync]],
  ['a Close with bytes behind it', [prepared, message('C', 'Ss\0x'), sync]],
  ['a Close of what is not there', [say.close('S', 'nosuch'), sync]],
  ['a Sync with a body', [message('S', 'x')]],
  ['a Flush with a body', [message('H', 'x'), sync]],
  ['a FunctionCall of nothing', [message('F')]],
  ['a FunctionCall that is cut', [message('F', int32(954), int16(0), int16(2), int32(4))]],
  [
    'a FunctionCall with bytes behind it',
    [message('F', int32(764 + 193), int16(1), int16(1), int16(1), int32(4), int32(-1), int16(1), 'x')],
  ],
  ['CopyData where nothing is copied', [message('d', 'x\n'), sync]],
  ['CopyDone where nothing is copied', [message('c'), sync]],
  ['CopyFail where nothing is copied', [message('f', 'no\0'), sync]],
  ['CopyFail without its NUL', [...copying, message('f', 'no')]],
  ['CopyFail', [...copying, message('f', 'no\0')]],
  ['CopyDone with a body', [...copying, message('d', 'x\n'), message('c', 'body')]],
  ['CopyData that is no row', [...copying, message('d', 'a\tb\n'), message('c')]],
  ['a Query while data is copied', [...copying, query('select 2')]],
  ['a Parse while data is copied', [...copying, parse('', 'select 2'), sync]],
  ['a Describe while data is copied', [...copying, say.describe('S', ''), sync]],
  ['an unknown type while data is copied', [...copying, message('?', 'x')]],
  ['Sync and Flush while data is copied', [...copying, sync, say.flush, message('d', 'x\n'), message('c')]],
]

/** What a client can tell of an answer: errors by severity and SQLSTATE, the transaction's state, and the types. */
function told({ type, body }: Reply): string {
  if (type === 'Z') return `Z:${body.toString()}`
  if (type !== 'E') return type
  const fields = decodeErrorFields(body)
  return `${fields.get('V')} ${fields.get('C')}`
}

const PROBE = 'select 4711'

/** Everything that comes up to the answer of a query that is sent behind it all, or up to the end. */
async function fate(wire: Wire, before: readonly Buffer[], sent: readonly Buffer[]): Promise<string[]> {
  // Answered first: a server that closes with bytes unread takes back what it has said and nobody has read.
  const answers = before.length > 0 ? (await wire.ask(...before)).map(told) : []
  await wire.send(...sent)
  await wire.send(query(PROBE))
  for (;;) {
    const reply = await wire.next()
    if (!reply) return [...answers, 'closed']
    answers.push(told(reply))
    if (reply.type === 'D' && reply.body.includes('4711')) return [...answers, ...(await rest(wire))]
    if (reply.type === 'E' && answers.at(-1) === 'ERROR 25P02') return [...answers, ...(await rest(wire))]
  }
}

const rest = async (wire: Wire) => (await wire.until('Z')).map(told)

/**
 * A server that closes without a word, and a gateway that says a last one, do the same. Where data is copied, a server
 * says the same twice.
 */
function alike(answers: readonly string[]): string[] {
  const last = answers.slice(-3).join()
  if (last === 'ERROR 08P01,FATAL 08P01,closed') return [...answers.slice(0, -3), 'closed']
  return last.endsWith('FATAL 08P01,closed') ? [...answers.slice(0, -2), 'closed'] : [...answers]
}

describe.each([
  ['outside a transaction', []],
  ['inside one', [query('begin')]],
])('%s, the gateway answers as the server does to', (_, before) => {
  it.each(AFTER_SIGN_IN)('%s', async (__, sent) => {
    const direct = await fate(await Wire.direct(target), before, sent)
    const through = await fate(await Wire.through(gateway), before, sent)
    expect(alike(through)).toEqual(alike(direct))
    if (direct.at(-1) === 'closed') expect(through.at(-2)).toBe('FATAL 08P01')
  })
})

const packet = (...parts: readonly Buffer[]) => {
  const body = Buffer.concat(parts)
  return Buffer.concat([int32(body.length + 4), body])
}
const VERSION = int32(3 << 16)
const pairs = (...text: readonly string[]) => Buffer.from(text.map(cstring).join(''))
const WHO = ['user', 'agent', 'database', 'shop']

const FIRST: readonly (readonly [string, Buffer])[] = [
  ['a length of 3', int32(3)],
  ['a length of 7', int32(7)],
  ['a length of 10,004', Buffer.concat([int32(10_004), Buffer.alloc(10_000)])],
  ['a length of 10,005', Buffer.concat([int32(10_005), Buffer.alloc(10_001)])],
  ['a negative length', int32(-1)],
  ['a request of HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['protocol 4.0', packet(int32(4 << 16), pairs(...WHO, ''))],
  ['parameters without their end', packet(VERSION, pairs(...WHO))],
  ['a parameter without its value', packet(VERSION, pairs('user'))],
  ['a parameter without its NUL', packet(VERSION, Buffer.from('user\0agent'))],
  ['bytes behind the parameters', packet(VERSION, pairs(...WHO, ''), Buffer.from('x\0'))],
  ['a CancelRequest that is too short', packet(int32(80877102), int32(1), Buffer.alloc(1))],
  ['a CancelRequest that is too long', packet(int32(80877102), int32(1), Buffer.alloc(300))],
]

/** What comes back to a first packet, up to the end; a question for the password is answered by nothing. */
async function firstFate(port: number, sent: Buffer): Promise<string[]> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  const wire = new Wire(socket)
  socket.write(sent)
  const answers: string[] = []
  for (;;) {
    const reply = await wire.next()
    if (reply) answers.push(told(reply))
    if (reply?.type === 'R') socket.end()
    if (!reply) return [...answers, 'closed']
  }
}

describe('before sign-in, the gateway answers as the server does to', () => {
  it.each(FIRST)('%s', async (_, sent) => {
    const direct = await firstFate(target.port, sent)
    const through = await firstFate(gateway.address.port, sent)
    expect(alike(through)).toEqual(alike(direct))
  })
})
