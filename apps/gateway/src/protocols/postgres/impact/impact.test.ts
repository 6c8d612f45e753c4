import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rule, startGateway, type TestGateway } from '../../../testing/test-gateway'

const SCHEMA = `
  create table people (id int primary key, email text, ssn text);
  insert into people select g, 'p' || g || '@example.com', g::text from generate_series(1, 5000) g;
  create table busy (id int); insert into busy values (1);
  create table notes (id int); insert into notes select generate_series(1, 100);
  create schema other; create table other.notes (id int);
  insert into other.notes select generate_series(1, 3);
  create function touched() returns int language plpgsql immutable as $$
    begin perform pg_advisory_lock(4711); return 1; end $$;
  analyze`

const maskingRules = [
  {
    id: 'm',
    name: 'ssn',
    connections: [],
    groups: [],
    columns: ['**.people.ssn'],
    detectors: [],
    dataClass: 'ssn',
    operator: 'redact',
    inference: 'allow',
  } as const,
]

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
let admin: pg.Client

beforeAll(async () => {
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.url })
  await admin.connect()
  await admin.query(SCHEMA)
  gateway = await startGateway(target, {
    rules: [
      rule('changes wait', 'hold', {
        verbs: ['delete', 'update', 'insert', 'drop', 'execute'],
        resources: ['**.people', '**.notes', '**.mine', '**.touched*'],
      }),
      rule('the rest', 'allow'),
    ],
    maskingRules,
  })
})

afterAll(async () => {
  await gateway.close()
  await admin.end()
  await target.drop()
})

/** Has a statement held, and returns what approvers are told of it. */
async function impactOf(client: pg.Client, text: string, values: readonly unknown[] = []) {
  const { approvals } = gateway
  const before = approvals.requests.length
  const ending = client.query(text, [...values]).catch((error: unknown) => error)
  await approvals.requested(before + 1)
  const id = `approval-${before + 1}`
  await expect.poll(() => approvals.impacts.some((each) => each.id === id), { timeout: 20_000 }).toBe(true)
  await approvals.settle(id, { status: 'rejected', reason: 'no' })
  await ending
  const impact = approvals.impacts.find((each) => each.id === id)?.impact
  if (!impact) throw new Error('there is none')
  return impact
}

async function withClient<Result>(use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = await gateway.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

describe('what an approver is told', () => {
  it('is how large the tables are and how many rows the planner expects, by the client’s own parameters', async () => {
    const one = await withClient((client) => impactOf(client, 'delete from people where id = $1', [7]))
    expect(one.tables).toEqual([{ name: 'public.people', rows: 5_000, bytes: expect.any(Number) }])
    expect(one.plan?.rows).toBe(1)
    const most = await withClient((client) => impactOf(client, 'delete from people where id > $1', [10]))
    expect(most.plan?.rows).toBeGreaterThan(4_900)
    expect(most.planProblem).toBeNull()
  })

  it('is which classes of data are read or filled', async () => {
    const { dataClasses } = await withClient((client) =>
      impactOf(client, "update people set ssn = '1' where id = 1"),
    )
    expect(dataClasses).toEqual(['ssn'])
    const other = await withClient((client) => impactOf(client, "update people set email = 'x' where id = 1"))
    expect(other.dataClasses).toEqual([])
  })

  it('is what its transaction has locked, since when, and that others wait for it', async () => {
    await withClient(async (client) => {
      await client.query('begin')
      await client.query('update busy set id = 2')
      const waiting = admin.query('begin; lock table busy in exclusive mode; rollback')
      await expect
        .poll(async () => {
          const probe = new pg.Client({ connectionString: target.url })
          await probe.connect()
          const { rows } = await probe.query("select 1 from pg_stat_activity where wait_event_type = 'Lock'")
          await probe.end()
          return rows.length
        })
        .toBe(1)
      const impact = await impactOf(client, 'delete from people where id = 1')
      expect(impact.locks).toContainEqual({ relation: 'public.busy', mode: 'RowExclusiveLock' })
      expect(impact.othersWaiting).toBe(1)
      expect(Math.abs(Date.parse(impact.transactionSince ?? '') - Date.now())).toBeLessThan(600_000)
      await client.query('rollback')
      await waiting
    })
  })

  it('has no transaction and no locks outside of one', async () => {
    const impact = await withClient((client) => impactOf(client, 'delete from people where id = 1'))
    expect(impact).toMatchObject({ locks: [], transactionSince: null, othersWaiting: 0 })
  })

  it('is of the table that the session’s search_path finds, or there is no plan', async () => {
    const impact = await withClient(async (client) => {
      await client.query('set search_path to other')
      return impactOf(client, 'delete from notes')
    })
    if (impact.plan) expect(impact.plan.rows).toBeLessThan(10)
    else expect(impact.planProblem).toContain('settings')
  })

  it.each([
    ['calls a function of somebody’s own', 'delete from notes where id = touched()', 'functions'],
    ['is more than one', 'delete from notes where id = 1; delete from notes where id = 2', 'single query'],
    ['is no query', 'drop table notes', 'Only queries'],
    ['is about a table of its session', 'delete from mine', 'only its own session'],
    [
      'would end our transaction',
      'delete from notes where id = 1; commit; delete from notes',
      'single query',
    ],
  ])('is not planned when it %s', async (_, text, why) => {
    const impact = await withClient(async (client) => {
      if (text.includes('mine')) await client.query('create temporary table mine (id int)')
      return impactOf(client, text)
    })
    expect(impact.plan).toBeNull()
    expect(impact.planProblem).toContain(why)
    const { rows } = await admin.query(
      'select (select count(*)::int from notes), pg_try_advisory_lock(4711) as free',
    )
    expect(rows).toEqual([{ count: 100, free: true }])
    await admin.query('select pg_advisory_unlock(4711)')
  })

  it('never runs: nothing is changed and nothing is left behind', async () => {
    const texts = ['delete from people', 'insert into notes values (1)', 'explain analyze delete from notes']
    for (const text of texts) await withClient((client) => impactOf(client, text))
    const { rows } = await admin.query(
      'select (select count(*)::int from people) as people, (select count(*)::int from notes) as notes',
    )
    expect(rows).toEqual([{ people: 5_000, notes: 100 }])
    await expect
      .poll(async () => {
        const found = await admin.query(
          "select 1 from pg_stat_activity where application_name = 'sallyport impact'",
        )
        return found.rows.length
      })
      .toBe(0)
  })

  it('shortens the wait when the console says so, and the client is told', async () => {
    const until = new Date(Date.now() + 20_000)
    gateway.approvals.until = until
    const notices: string[] = []
    await withClient(async (client) => {
      client.on('notice', ({ message, hint }) => notices.push(`${message} ${hint}`))
      await client.query('begin')
      await impactOf(client, 'delete from people where id = 1')
      await client.query('rollback')
    })
    gateway.approvals.until = null
    expect(notices.at(-1)).toContain('locks others out')
    expect(notices.at(-1)).toContain(until.toISOString().slice(0, 19).replace('T', ' '))
  })
})
