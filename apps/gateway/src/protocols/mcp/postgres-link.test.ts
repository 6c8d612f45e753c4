import { once } from 'node:events'
import { type Duplex, duplexPair } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { cstring, int16, int32, message } from '../postgres/codec/write'
import { PostgresLink } from './postgres-link'

const MEGABYTE = 1024 * 1024

function linked(): { link: PostgresLink; server: Duplex } {
  const [near, server] = duplexPair()
  return { link: new PostgresLink(near), server }
}

function row(...values: readonly string[]): Buffer {
  return message('D', int16(values.length), ...values.flatMap((value) => [int32(value.length), value]))
}

const end = (tag: string) => Buffer.concat([message('C', cstring(tag)), message('Z', 'I')])

describe('PostgresLink', () => {
  it('leaves out a row that no message but a row may be as large as, and goes on behind it', async () => {
    const { link, server } = linked()
    const ran = link.run('select', [], 10)
    const large = row('x'.repeat(65 * MEGABYTE))
    server.write(Buffer.concat([row('first'), large.subarray(0, 300_000)]))
    for (let at = 300_000; at < large.length; at += 16 * MEGABYTE)
      server.write(large.subarray(at, at + 16 * MEGABYTE))
    server.write(Buffer.concat([row('last'), end('SELECT 3')]))
    expect(await ran).toMatchObject({ rows: [['first'], ['last']], isTruncated: true, command: 'SELECT 3' })
    expect(link.isClosed).toBe(false)
  })

  it('leaves out a larger row than is kept that comes at once with what is behind it', async () => {
    const { link, server } = linked()
    const ran = link.run('select', [], 10)
    server.write(Buffer.concat([row('x'.repeat(2 * MEGABYTE)), row('last'), end('SELECT 2')]))
    expect(await ran).toMatchObject({ rows: [['last']], isTruncated: true })
  })

  it.each([
    ['no message', Buffer.from([0x5a, 0, 0, 0, 1])],
    ['any other message beyond its bound', Buffer.from([0x4e, 0x3f, 0, 0, 0])],
    ['a row cut short', message('D', int16(1), int32(100), 'x')],
    ['a key cut short', message('K', int16(1))],
  ])('ends the session, and not the process, at %s', async (_, bytes) => {
    const { link, server } = linked()
    const left = once(server, 'end')
    server.resume()
    const ran = link.run('select', [], 10)
    server.write(bytes)
    await expect(ran).rejects.toThrow('the session has ended')
    expect(link.isClosed).toBe(true)
    await left
  })

  it('is closed once it was closed, before the other side has heard of it', () => {
    const { link } = linked()
    link.close()
    expect(link.isClosed).toBe(true)
  })
})
