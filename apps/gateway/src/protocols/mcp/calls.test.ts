import { describe, expect, it, vi } from 'vitest'
import type { PostgresProtocol } from '../postgres/serve'
import type { Bearer } from './bearer'
import { Calls } from './calls'
import type { Seats } from './seats'
import { type Asked, type Outcome, statements } from './statements'

const bearer = { subject: 'agent' } as Bearer
const asked = { connection: 'shop', sql: 'delete from things', parameters: [] }

/** Of statements that run for ever, unless `run` says otherwise. */
function calls(
  cancel: PostgresProtocol['cancel'] = async () => undefined,
  run: () => Promise<unknown> = () => new Promise(() => {}),
): Calls<Asked, Outcome> {
  const link = { cancelKey: { processId: 1, secret: Buffer.alloc(4) }, run }
  const seats = { take: async () => ({ session: { id: 's1' }, link, watch: null }), release: () => undefined }
  return new Calls(statements(seats as unknown as Seats, { cancel } as PostgresProtocol))
}

describe('Calls', () => {
  it('finds each of two statements alike that clients were told to come back for, and runs no third', () => {
    const open = calls()
    const [one, other] = [open.take(bearer, asked), open.take(bearer, asked)]
    expect(other).not.toBe(one)
    for (const call of [one, other]) call.isPromised = true
    expect([open.take(bearer, asked), open.take(bearer, asked)]).toEqual([one, other])
    expect(open.of('agent')).toHaveLength(2)
    open.forget(other)
    expect(open.of('agent')).toEqual([one])
  })

  it('finds the second while the first, which was not promised, still runs', () => {
    const open = calls()
    open.take(bearer, asked)
    const second = open.take(bearer, asked)
    second.isPromised = true
    expect(open.take(bearer, asked)).toBe(second)
  })

  it('cancels nothing once its statement has ended: the session may be another call’s', async () => {
    const cancel = vi.fn(async () => undefined)
    const call = calls(cancel, async () => ({ error: null })).take(bearer, asked)
    expect(await call.outcome).toMatchObject({ kind: 'ran' })
    call.cancel()
    expect(cancel).not.toHaveBeenCalled()
  })

  it('says in the log of which session a statement could not be cancelled', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const call = calls(() => Promise.reject(new Error('away'))).take(bearer, asked)
    await vi.waitFor(() => expect(call.sessionId).toBe('s1'))
    call.cancel()
    await vi.waitFor(() => expect(write.mock.lastCall?.[0]).toMatch(/"sessionId":"s1","error":"away"/))
    write.mockRestore()
  })
})
