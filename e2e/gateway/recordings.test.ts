import { setTimeout } from 'node:timers/promises'
import { readEvents, verify } from '@sallyport/recording'
import { describe, expect, it } from 'vitest'
import { onTarget } from '../databases'
import { type Person, signIn } from '../person'
import { psql } from '../psql'

/** The session in which this was said, once it has ended and is stored. */
async function endedSession({ api }: Person, words: string) {
  for (const end = Date.now() + 30_000; Date.now() < end; await setTimeout(100)) {
    const { items } = await api.sessions.list.query({})
    for (const session of items.filter(({ endedAt }) => endedAt)) {
      const { items: statements } = await api.sessions.statements.query({ id: session.id })
      if (statements.some(({ text }) => text.includes(words))) return { session, statements }
    }
  }
  throw new Error(`No ended session in which ${words} was said`)
}

describe('the recording of a session', () => {
  it('holds what was said and what was seen, masked, in an unbroken chain', async () => {
    const mark = `recorded ${process.pid}`
    const said = await psql(
      `select 1 as "${mark}", email, ssn, card_number from customers order by id limit 50`,
    )
    expect(said.code).toBe(0)
    const rita = await signIn('rita')
    const { session, statements } = await endedSession(rita, mark)
    expect(session).toMatchObject({
      identity: { name: 'reporting-agent' },
      connectionName: 'shop',
      statementCount: 1,
    })
    expect(statements).toMatchObject([
      { number: 1, effect: 'allow', ruleName: 'Agents and engineers read', status: 'done' },
    ])

    const response = await rita.fetch(`/api/recordings/${session.id}`)
    expect(response.status).toBe(200)
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(await verify(bytes)).toMatchObject({ ok: true, events: session.eventCount })
    const events = [...readEvents(bytes)]
    expect(events.map(({ type }) => type).filter((type) => type !== 'output')).toEqual([
      'session-start',
      'statement',
      'statement-end',
      'session-end',
    ])
    const seen = events.flatMap((event) =>
      event.type === 'output' ? [Buffer.from(event.payload).toString('utf8')] : [],
    )
    expect(seen.join('')).toContain(mark)
    const text = Buffer.from(bytes).toString('utf8')
    for (const { email, ssn } of await onTarget<{ email: string; ssn: string }>(
      'select email, ssn from customers order by id limit 50',
    )) {
      expect(text).not.toContain(email)
      if (ssn) expect(text).not.toContain(ssn)
    }
  })

  it('is found broken when one byte of it is changed', async () => {
    const mark = `changed ${process.pid}`
    await psql(`select '${mark}'`)
    const rita = await signIn('rita')
    const { session } = await endedSession(rita, mark)
    const bytes = new Uint8Array(await (await rita.fetch(`/api/recordings/${session.id}`)).arrayBuffer())
    const at = Math.floor(bytes.length / 2)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    expect(await verify(bytes)).toMatchObject({ ok: false })
  })

  it('is not given to who may not read it', async () => {
    const mark = `private ${process.pid}`
    await psql(`select '${mark}'`)
    const { session } = await endedSession(await signIn('rita'), mark)
    for (const who of ['alan', 'erin'] as const) {
      const response = await (await signIn(who)).fetch(`/api/recordings/${session.id}`)
      expect(response.status, who).toBe(403)
    }
  })
})
