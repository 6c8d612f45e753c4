import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decodeErrorFields } from '../protocols/postgres/codec/error-fields'
import { cstring, int32, message } from '../protocols/postgres/codec/write'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import * as say from './wire.fixture'
import { parse, query, type Reply, startup, sync, Wire } from './wire.fixture'

// A held or refused statement anywhere: the client's view of the transaction is the server's. What is approved does as
// the same bytes do directly; what is refused does as a statement does that fails there.

const SOON = { timeout: 15_000 }

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
let admin: pg.Client

beforeAll(async () => {
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.adminUrl })
  await admin.connect()
  await admin.query(
    'SET ROLE shop_app; CREATE TABLE things (id int); CREATE TABLE log (what text); RESET ROLE',
  )
  gateway = await startGateway(target, {
    rules: [
      rule('most', 'allow', { verbs: ['read', 'insert', 'session', 'configure', 'execute', 'admin'] }),
      rule('changes wait', 'hold', { verbs: ['delete', 'copy-in'] }),
      rule('never', 'deny', { verbs: ['drop'] }),
    ],
  })
})

beforeEach(() =>
  admin.query('TRUNCATE things; TRUNCATE log; INSERT INTO things SELECT generate_series(1, 3)'),
)

afterAll(async () => {
  await gateway.close()
  await admin.end()
  await target.drop()
})

/** Runs a text by the extended protocol. */
const extended = (text: string) => [parse('', text), say.bind('', ''), say.execute()]
const note = (what: string) => `insert into log (what) values ('${what}')`
const data = (...lines: readonly string[]) => [
  ...lines.map((line) => message('d', `${line}\n`)),
  message('c'),
]

/** Steps of a client, each sent at once; `statement` is the one that is held or refused. */
type Steps = (statement: string) => readonly (readonly Buffer[])[]

const PLACES: Readonly<Record<string, Steps>> = {
  'a Query of its own': (text) => [[query(text)], [query(note('after'))]],
  'a Query of several statements': (text) => [
    [query(`${note('before')}; ${text}; ${note('after')}`)],
    [query(note('then'))],
  ],
  'queries sent at once': (text) => [[query(note('before')), query(text), query(note('after'))]],
  'a transaction': (text) => [
    [query('begin')],
    [query(note('before'))],
    [query(text)],
    [query(note('after'))],
    [query('commit')],
  ],
  'a transaction sent at once': (text) => [
    [query('begin'), query(note('before')), query(text), query(note('after')), query('commit')],
  ],
  'a transaction behind a savepoint': (text) => [
    [query(`begin; ${note('before')}; savepoint s`)],
    [query(text)],
    [query('rollback to s')],
    [query(note('after'))],
    [query('commit')],
  ],
  'a pipeline': (text) => [
    [...extended(note('before')), ...extended(text), ...extended(note('after')), sync],
    [...extended(note('then')), sync],
  ],
  'a pipeline with several Syncs': (text) => [
    [...extended(note('before')), sync, ...extended(text), sync, ...extended(note('after')), sync],
  ],
  'a pipeline inside a transaction': (text) => [
    [...extended('begin'), ...extended(note('before')), ...extended(text), sync],
    [...extended(note('after')), sync],
    [...extended('commit'), sync],
  ],
  'a pipeline that is flushed': (text) => [
    [...extended(note('before')), say.flush, ...extended(text), say.flush, ...extended(note('after')), sync],
  ],
  'a failed transaction': (text) => [
    [query('begin')],
    [query('select 1/0')],
    [query(text)],
    [query('rollback')],
  ],
  'statements prepared before': (text) => [
    [parse('held', text), parse('log', note('prepared')), sync],
    [
      say.bind('', 'log'),
      say.execute(),
      say.bind('', 'held'),
      say.execute(),
      say.bind('', 'log'),
      say.execute(),
      sync,
    ],
  ],
}

interface Seen {
  /** SQLSTATE of each error, the transaction's state of each ReadyForQuery, and what completed. */
  readonly answers: readonly string[]
  readonly things: number
  readonly log: readonly string[]
}

function told({ type, body }: Reply): string {
  if (type === 'E') return 'error'
  return type === 'Z' ? `Z:${body.toString()}` : `${type}`
}

/** What the client sees of the steps, without the notices of who waits, and what is left behind. */
async function run(wire: Wire, steps: readonly (readonly Buffer[])[]): Promise<Seen> {
  const answers: string[] = []
  for (const step of steps) {
    await wire.send(...step)
    const ready = step.filter((each) => each[0] === 0x51 || each[0] === 0x53).length
    for (let count = 0; count < ready; count++) {
      const replies = await wire.until('Z')
      answers.push(...replies.filter(({ type }) => type !== 'N').map(told))
    }
  }
  wire.close()
  const things = await admin.query<{ n: number }>('SELECT count(*)::int AS n FROM things')
  const log = await admin.query<{ what: string }>('SELECT what FROM log ORDER BY ctid')
  return { answers, things: things.rows[0]?.n ?? -1, log: log.rows.map(({ what }) => what) }
}

const reset = () =>
  admin.query('TRUNCATE things; TRUNCATE log; INSERT INTO things SELECT generate_series(1, 3)')
const HELD = 'delete from things where id = 1'
/** Fails where a denied statement does: when it is read. */
const UNREADABLE = 'refused in its place'
/** Fails where a held statement does that nobody approved: when it is bound, and so planned. */
const UNPLANNABLE = 'select 1/0'
/** A Query is one unit: nothing of it runs when one of its statements is refused. */
const failing = (steps: Steps) =>
  steps('')
    .flat()
    .some((each) => each[0] === 0x42)
    ? UNPLANNABLE
    : UNREADABLE

describe.each(Object.entries(PLACES))('in %s, a statement that is', (_, steps) => {
  it('approved does what it does directly', async () => {
    gateway.approvals.always = { status: 'approved' }
    const through = await run(await Wire.through(gateway), steps(HELD))
    await reset()
    expect(through).toEqual(await run(await Wire.direct(target), steps(HELD)))
  })

  it.each(['rejected', 'expired', 'cancelled'] as const)('%s fails as it would directly', async (status) => {
    gateway.approvals.always = { status }
    const through = await run(await Wire.through(gateway), steps(HELD))
    await reset()
    expect(through).toEqual(await run(await Wire.direct(target), steps(failing(steps))))
  })

  it('denied fails as it would directly', async () => {
    const through = await run(await Wire.through(gateway), steps('drop table things'))
    await reset()
    expect(through).toEqual(await run(await Wire.direct(target), steps(UNREADABLE)))
  })
})

const COPY = 'copy things from stdin'
const COPIES: Readonly<Record<string, Steps>> = {
  'with its data at once': (text) => [[query(text), ...data('7', '8')], [query(note('after'))]],
  'in a transaction, at once': (text) => [
    [query('begin'), query(text), ...data('7', '8'), query(note('after')), query('commit')],
  ],
  'in a pipeline, at once': (text) => [
    [...extended(note('before')), ...extended(text), ...data('7'), ...extended(note('after')), sync],
    [...extended(note('then')), sync],
  ],
}

describe.each(Object.entries(COPIES))('a COPY %s that is', (_, steps) => {
  it.each(['approved', 'rejected'] as const)('%s', async (status) => {
    gateway.approvals.always = { status }
    const through = await run(await Wire.through(gateway), steps(COPY))
    await reset()
    expect(through).toEqual(
      await run(await Wire.direct(target), steps(status === 'approved' ? COPY : failing(steps))),
    )
  })
})

describe('while a statement is held', () => {
  async function held(...sent: readonly Buffer[]) {
    gateway.approvals.always = null
    const wire = Wire.raw(gateway)
    const { user, database, password } = gateway.address
    const greeted = await wire.ask(startup({ user, database }), message('p', cstring(password)))
    const key = greeted.find(({ type }) => type === 'K')?.body ?? Buffer.alloc(0)
    const count = gateway.approvals.requests.length
    await wire.send(...sent)
    await gateway.approvals.requested(count + 1)
    return { wire, key, id: `approval-${count + 1}` }
  }
  const codeOf = (replies: readonly Reply[]) => {
    const error = replies.find(({ type }) => type === 'E')
    return error && decodeErrorFields(error.body).get('C')
  }
  const things = async () =>
    (await admin.query<{ n: number }>('SELECT count(*)::int AS n FROM things')).rows[0]?.n

  it('a CancelRequest fails it alone, and the transaction with it', async () => {
    const { wire, key, id } = await held(query('begin'), query(note('before')), query(HELD))
    const canceller = Wire.raw(gateway)
    await canceller.send(int32(8 + key.length), int32(80877102), key)
    expect(await canceller.next()).toBeNull()
    await wire.until('Z')
    await wire.until('Z')
    const refused = await wire.until('Z')
    expect([codeOf(refused), told(refused.at(-1) ?? { type: '', body: key })]).toEqual(['57014', 'Z:E'])
    expect((await wire.ask(query('commit'))).map(told)).toEqual(['C', 'Z:I'])
    expect(gateway.approvals.cancelled).toContain(id)
    expect((await admin.query('SELECT FROM log')).rowCount).toBe(0)
    wire.close()
  })

  it('a CancelRequest withdraws it also when it comes while people are still to be asked', async () => {
    const { approvals } = gateway
    const request = approvals.request.bind(approvals)
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    approvals.request = async (wanted) => {
      const pending = await request(wanted)
      await released
      return pending
    }
    const { wire, key, id } = await held(query(HELD))
    approvals.request = request
    const canceller = Wire.raw(gateway)
    await canceller.send(int32(8 + key.length), int32(80877102), key)
    expect(await canceller.next()).toBeNull()
    release()
    expect(codeOf(await wire.until('Z'))).toBe('57014')
    expect(approvals.cancelled).toContain(id)
    wire.close()
  })

  it('a CancelRequest stops it also when it was just approved, and is not at the target yet', async () => {
    const { wire, key, id } = await held(query(HELD))
    const { approvals } = gateway
    const { sign } = approvals
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    approvals.sign = async (approved) => {
      await released
      return sign(approved)
    }
    await approvals.settle(id, { status: 'approved' })
    await expect.poll(() => approvals.consumed.map((each) => each.id), SOON).toContain(id)
    const canceller = Wire.raw(gateway)
    await canceller.send(int32(8 + key.length), int32(80877102), key)
    expect(await canceller.next()).toBeNull()
    release()
    approvals.sign = sign
    expect(codeOf(await wire.until('Z'))).toBe('57014')
    expect(await things()).toBe(3)
    expect((await wire.ask(query('select 1'))).map(told)).toEqual(['T', 'D', 'C', 'Z:I'])
    wire.close()
  })

  it.each([
    ['idle_in_transaction_session_timeout', '25P03', [query('begin')]],
    ['transaction_timeout', '25P04', [query('begin')]],
    ['idle_session_timeout', '57P05', []],
  ])("the target's %s ends the session in its own words, and nothing runs", async (setting, code, before) => {
    const set = query(`set ${setting} = '1500ms'`)
    const { wire, id } = await held(set, ...before, query(HELD), query(note('after')))
    expect(codeOf(await wire.until('nothing'))).toBe(code)
    await expect.poll(() => gateway.approvals.cancelled, SOON).toContain(id)
    expect(await things()).toBe(3)
    expect((await admin.query('SELECT FROM log')).rowCount).toBe(0)
  })

  it.each([
    ['statement_timeout', 'set statement_timeout = 50'],
    ['lock_timeout', 'set lock_timeout = 50'],
  ])('the target is not running it, so that its %s does not count', async (_, set) => {
    const { wire, id } = await held(query(set), query(HELD))
    await new Promise((resolve) => setTimeout(resolve, 200))
    await gateway.approvals.settle(id, { status: 'approved' })
    await wire.until('Z')
    expect((await wire.until('Z')).map(told).filter((each) => each !== 'N')).toEqual(['C', 'Z:I'])
    expect(await things()).toBe(2)
    wire.close()
  })

  it('its client goes: it is left, and what it had open is rolled back', async () => {
    const { wire, id } = await held(query('begin'), query(note('before')), query(HELD))
    wire.close()
    await expect.poll(() => gateway.approvals.left, SOON).toContain(id)
    await expect.poll(() => gateway.gate.liveSessions, SOON).toEqual([])
    expect(await things()).toBe(3)
    expect((await admin.query('SELECT FROM log')).rowCount).toBe(0)
  })

  it('its target goes: the client hears so, and an approval that comes then runs nothing', async () => {
    const { wire, key, id } = await held(query('begin'), query(HELD), query(note('after')))
    await admin.query('SELECT pg_terminate_backend($1)', [key.readInt32BE()])
    expect(codeOf(await wire.until('nothing'))).toBe('57P01')
    await gateway.approvals.settle(id, { status: 'approved' })
    await expect.poll(() => gateway.gate.liveSessions, SOON).toEqual([])
    expect(await things()).toBe(3)
  })

  it('other sessions and its own notices go on', async () => {
    const { wire, id } = await held(query('listen news'), query(HELD))
    const other = await Wire.through(gateway)
    await other.ask(query("notify news, 'hello'"))
    await wire.until('Z')
    expect((await wire.until('A')).at(-1)?.body.includes('hello')).toBe(true)
    await gateway.approvals.settle(id, { status: 'approved' })
    expect((await wire.until('Z')).map(told).filter((each) => each !== 'N')).toEqual(['C', 'Z:I'])
    wire.close()
    other.close()
  })
})
