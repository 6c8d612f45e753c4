import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { Inbox } from './inbox'

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('Inbox', () => {
  it('joins what came in while nobody read', async () => {
    const stream = new PassThrough()
    const inbox = new Inbox(stream)
    stream.write('a')
    stream.write('b')
    await turn()
    expect(String(await inbox.read())).toBe('ab')
  })

  it('notices that the peer left although bytes still wait, and still gives them', async () => {
    const stream = new PassThrough()
    const inbox = new Inbox(stream)
    stream.end('last words')
    await turn()
    expect(inbox.closed.aborted).toBe(true)
    expect(String(await inbox.read())).toBe('last words')
    expect(await inbox.read()).toBeNull()
  })

  it('stops reading from a peer that sends more than may wait, and goes on once it was read', async () => {
    const stream = new PassThrough()
    const inbox = new Inbox(stream, 4)
    stream.write('12345')
    await turn()
    expect(stream.isPaused()).toBe(true)
    await inbox.read()
    expect(stream.isPaused()).toBe(false)
  })

  it('gives back what was unread before what came later', async () => {
    const stream = new PassThrough()
    const inbox = new Inbox(stream)
    stream.write('second')
    await turn()
    inbox.unread(Buffer.from('first '))
    expect(String(await inbox.read())).toBe('first second')
  })
})
