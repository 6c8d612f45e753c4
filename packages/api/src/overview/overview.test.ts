import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { TestOrganization, testConsole } from '../testing/console'
import { openStory, type Story } from '../testing/story'
import { unusualIdentities } from './unusual'
import { volumes } from './volumes'

let story: Story
const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.parse('2026-03-10T10:30:00Z')

beforeAll(async () => {
  story = await openStory(await TestOrganization.create(await testConsole()))
})

async function session(
  identityId: string,
  at: number,
  counts: { rows?: number; denied?: number; connection?: string },
) {
  const { db, id: organizationId } = story.organization
  const id = randomUUID()
  await db.session.create({
    data: {
      id,
      organizationId,
      identityId,
      identityName: 'x',
      identityKind: 'agent',
      connectionName: counts.connection ?? 'shop',
      gatewayId: story.gateway.id,
      protocol: 'postgres',
      clientAddress: '',
      startedAt: new Date(at),
      rowCount: counts.rows ?? 0,
      deniedCount: counts.denied ?? 0,
    },
  })
  return id
}

describe('volumes', () => {
  it('counts each hour of the last day, and nobody else’s', async () => {
    const { db, id } = story.organization
    const sessionId = await session(story.agent.id, NOW - 2 * DAY, {})
    const statement = (number: number, at: number, effect: 'allow' | 'hold' | 'deny') =>
      db.statement.create({
        data: {
          sessionId,
          number,
          at: new Date(at),
          text: '',
          verbs: [],
          resources: [],
          effect,
          status: 'done',
        },
      })
    await statement(1, NOW, 'allow')
    await statement(2, NOW - 60_000, 'deny')
    await statement(3, NOW - 23 * HOUR, 'hold')
    await statement(4, NOW - 25 * HOUR, 'hold')
    const buckets = await volumes(db, id, { span: 'day' }, NOW)
    expect(buckets).toHaveLength(24)
    expect(buckets.at(-1)).toEqual({
      from: new Date('2026-03-10T10:00:00Z'),
      counts: { allow: 1, hold: 0, deny: 1 },
    })
    expect(buckets[0]?.counts).toEqual({ allow: 0, hold: 1, deny: 0 })
    const other = await TestOrganization.create(story.organization.services)
    expect(
      (await volumes(db, other.id, { span: 'week' }, NOW)).every(({ counts }) => counts.allow === 0),
    ).toBe(true)
  })
})

describe('unusual identities', () => {
  it('are those unlike their last two weeks, and nobody whose day was as always', async () => {
    const { db, id } = story.organization
    const [calm, greedy, lost, fresh] = await Promise.all([1, 2, 3, 4].map(() => story.organization.agent()))
    for (const who of [calm, greedy, lost]) {
      for (let day = 2; day < 15; day++) await session(who?.id ?? '', NOW - day * DAY, { rows: 1_000 })
    }
    await session(calm?.id ?? '', NOW - HOUR, { rows: 2_000 })
    await session(greedy?.id ?? '', NOW - HOUR, { rows: 90_000, denied: 7 })
    await session(lost?.id ?? '', NOW - HOUR, { rows: 10, connection: 'payroll' })
    await session(fresh?.id ?? '', NOW - HOUR, { rows: 5 })
    const found = new Map(
      (await unusualIdentities(db, id, NOW)).map((each) => [each.id, each.reasons.join('; ')]),
    )
    expect(found.get(greedy?.id ?? '')).toMatch(/read 90,000 rows.*refused 7 times/)
    expect(found.get(lost?.id ?? '')).toBe('connects to payroll for the first time')
    expect(found.get(fresh?.id ?? '')).toBe('was not seen in the two weeks before')
    expect(found.has(calm?.id ?? '')).toBe(false)
  })
})
