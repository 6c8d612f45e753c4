import type { Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Inbox } from '../../../bytes/inbox'
import { cstring, message } from '../codec/write'
import { explainStatement } from '../impact/explain-statement'
import { ask } from './ask'
import type { TargetLink } from './target-link'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

function linked() {
  const [near, server] = duplexPair()
  const link = { socket: near as unknown as Socket, inbox: new Inbox(near) } as TargetLink
  server.resume()
  return { link, server }
}

it('leaves a target that does not answer for a minute', async () => {
  const { link } = linked()
  const asked = ask(link, 'select 1')
  asked.catch(() => undefined)
  await vi.advanceTimersByTimeAsync(59_999)
  expect(link.socket.destroyed).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(link.socket.destroyed).toBe(true)
  await expect(asked).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE' })
})

it('keeps the connection of one that has answered', async () => {
  const { link, server } = linked()
  const asked = ask(link, 'select 1')
  server.write(Buffer.concat([message('C', cstring('SELECT 0')), message('Z', 'I')]))
  expect(await asked).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

it('leaves a target that does not plan a statement in ten seconds', async () => {
  const { link, server } = linked()
  server.once('data', () => server.write(message('Z', 'I')))
  const statement = { text: 'select 1', parameters: [], operations: [], context: [] }
  const planned = explainStatement(link, statement as never, undefined)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(link.socket.destroyed).toBe(true)
  expect(await planned).toMatchObject({ plan: null, planProblem: expect.stringContaining('08006') })
})
