import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cstring, message } from '../protocols/postgres/codec/write'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import * as say from './wire.fixture'
import { errorCode, parse, query, rows, startup, status, sync, types, Wire } from './wire.fixture'

const SCHEMA = `
  CREATE TABLE victim (id int, v text);
  CREATE TABLE customers (id int PRIMARY KEY, name text);
  INSERT INTO customers VALUES (1, 'Augusta'), (2, 'Babbage');`
/** What its text says of it is true of this one: it comes from no table. */
const FAKE = "select 'x' || '' as a"
const SECRET = "select name || '' as a from customers order by id"
const MASKED = [['***'], ['***']]
const HARD_TO_TELL = 'x'.repeat(63)

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
let admin: pg.Client

beforeAll(async () => {
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.adminUrl })
  await admin.connect()
  await admin.query(`SET ROLE shop_app; ${SCHEMA} RESET ROLE`)
  gateway = await startGateway(target, {
    rules: [
      rule('reads and inserts', 'allow', { verbs: ['read', 'insert', 'copy-in', 'copy-out'] }),
      rule('changes wait', 'hold', { verbs: ['update', 'delete'] }),
    ],
    maskingRules: [
      {
        id: 'm',
        name: 'names',
        connections: [],
        groups: [],
        dataClass: 'name',
        detectors: [],
        columns: ['**.customers.name'],
        operator: 'redact',
      },
    ],
  })
})

beforeEach(async () => {
  gateway.approvals.always = { status: 'rejected' }
  await admin.query("TRUNCATE victim; INSERT INTO victim SELECT g, 'v' FROM generate_series(1, 5) g")
})

afterAll(async () => {
  await gateway.close()
  await admin.end()
  await target.drop()
})

async function victims(): Promise<number> {
  const { rows: found } = await admin.query<{ n: number }>('SELECT count(*)::int AS n FROM victim')
  return found[0]?.n ?? 0
}

const run = (name: string, portal = '') => [say.bind(portal, name), say.execute(portal)]
const runText = (text: string) => [parse('', text), ...run('')]

/** Sends each step, reads its answers up to ReadyForQuery, and gives them all. */
async function converse(...steps: readonly (readonly Buffer[])[]): Promise<say.Reply[][]> {
  const wire = await Wire.through(gateway)
  const answers: say.Reply[][] = []
  for (const step of steps) answers.push(await wire.ask(...step))
  wire.close()
  return answers
}

describe('a name stands for what was decided:', () => {
  const DELETE = 'delete from victim'
  it.each<[string, readonly (readonly Buffer[])[]]>([
    [
      'a taken statement name is parsed twice in one pipeline',
      [
        [parse('s', DELETE), sync],
        [parse('s', FAKE), parse('s', FAKE), sync],
        [...run('s'), sync],
      ],
    ],
    [
      'names that the target cannot tell apart',
      [
        [parse(`${HARD_TO_TELL}a`, FAKE), sync],
        [say.close('S', `${HARD_TO_TELL}b`), parse(`${HARD_TO_TELL}c`, DELETE), sync],
        [...run(`${HARD_TO_TELL}a`), sync],
      ],
    ],
    [
      'EXECUTE of what Parse named after a PREPARE of that name',
      [
        [query(`prepare s as ${FAKE}`)],
        [query('deallocate s')],
        [parse('s', DELETE), sync],
        [query('execute s')],
      ],
    ],
    [
      'EXECUTE that was bound while the name stood for something else',
      [
        [parse('s', FAKE), parse('run', 'execute s'), sync],
        [query('begin')],
        [say.bind('p', 'run'), sync],
        [say.close('S', 's'), parse('s', DELETE), sync],
        [say.execute('p'), sync],
        [query('commit')],
      ],
    ],
  ])('%s', async (_, steps) => {
    await converse(...steps)
    expect(await victims()).toBe(5)
  })

  it.each<[string, readonly (readonly Buffer[])[]]>([
    [
      'PREPARE in the place of what Parse named',
      [
        [parse('s', FAKE), sync],
        [query('deallocate s')],
        [query(`prepare s as ${SECRET}`)],
        [...run('s'), sync],
      ],
    ],
    [
      'PREPARE twice in one query',
      [[query(`prepare s as ${SECRET}; prepare s as ${FAKE}`)], [query('execute s')]],
    ],
    [
      'FETCH from what Bind named after a DECLARE of that name',
      [
        [query(`begin; declare c cursor for ${FAKE}; close c`)],
        [parse('s', SECRET), say.bind('c', 's'), sync],
        [query('fetch all from c')],
      ],
    ],
    [
      'Execute of what DECLARE named after a Bind of that name',
      [
        [query('begin')],
        [parse('s', FAKE), say.bind('c', 's'), say.describe('P', 'c'), sync],
        [query(`close c; declare c cursor for ${SECRET}`)],
        [say.execute('c'), sync],
      ],
    ],
  ])('no rows unmasked: %s', async (_, steps) => {
    const seen = (await converse(...steps)).flatMap(rows)
    expect(JSON.stringify(seen)).not.toMatch(/Augusta|Babbage/)
  })

  it('a statement is prepared, used and replaced across Syncs that were sent at once', async () => {
    const wire = await Wire.through(gateway)
    await wire.send(
      parse('s', 'select 1'),
      sync,
      ...run('s'),
      say.close('S', 's'),
      parse('s', 'select 2'),
      sync,
    )
    const first = await wire.until('Z')
    const second = await wire.until('Z')
    const third = await wire.ask(...run('s'), sync)
    expect([first, second, third].map(types)).toEqual(['1Z', '2DC31Z', '2DCZ'])
    expect(rows(third)).toEqual([['2']])
    wire.close()
  })
})

describe('each answer belongs to its statement:', () => {
  it('a query is skipped with the rest of a pipeline that failed', async () => {
    const wire = await Wire.through(gateway)
    await wire.send(parse('', 'select nosuch'), query(FAKE), query(FAKE), sync, query(SECRET))
    expect(types(await wire.until('Z'))).toBe('EZ')
    expect(rows(await wire.until('Z'))).toEqual(MASKED)
    wire.close()
  })

  it('COPY data, its end and what follows are sent at once', async () => {
    const wire = await Wire.through(gateway)
    const copy = [...runText('copy victim from stdin'), message('d', '6\tv\n'), message('c'), sync]
    await wire.send(...copy, query(SECRET), query(FAKE))
    expect(types(await wire.until('Z'))).toBe('12GCZ')
    expect(rows(await wire.until('Z'))).toEqual(MASKED)
    expect(rows(await wire.until('Z'))).toEqual([['x']])
    expect(await victims()).toBe(6)
    wire.close()
  })

  it.each([
    ['CopyDone', 'C', message('c')],
    ['CopyFail', 'E', message('f', 'no\0')],
  ])("libpq's COPY, with a Sync at once and another behind %s", async (_, answer, end) => {
    const wire = await Wire.through(gateway)
    await wire.send(...runText('copy victim from stdin'), sync)
    expect(types(await wire.until('G'))).toBe('12G')
    expect(types(await wire.ask(message('d', '6\tv\n'), end, sync))).toBe(`${answer}Z`)
    expect(rows(await wire.ask(query('select 1')))).toEqual([['1']])
    wire.close()
  })

  it('COPY OUT of what is not masked', async () => {
    const [out = [], denied = []] = await converse(
      [query('copy (select id from customers) to stdout')],
      [query("copy (select * from pg_stats) to stdout; insert into victim values (7, 'after')")],
    )
    expect(types(out)).toBe('HddcCZ')
    expect(errorCode(denied)).toBe('42501')
    expect(await victims()).toBe(5)
  })
})

it('a setting is not filled with what is read: it would be reported unmasked', async () => {
  const [answer = []] = await converse([
    query("select set_config('application_name', name, false) is null from customers where id = 1"),
  ])
  expect(types(answer)).toBe('EZ')
  expect(errorCode(answer)).toBe('42501')
})

describe('a refusal is an error of the target, too:', () => {
  it.each([
    ['denied', 'create table made ()', '42501'],
    ['held and rejected', 'delete from victim', '42501'],
  ])('a pipeline with a statement %s in its middle', async (_, refused, code) => {
    const insert = runText("insert into victim values (8, 'x')")
    const [answer = []] = await converse([...insert, ...runText(refused), ...insert, sync])
    expect(types(answer).replaceAll('N', '')).toMatch(/^12C(1?)EZ$/)
    expect(errorCode(answer)).toBe(code)
    expect(status(answer)).toBe('I')
    expect(await victims()).toBe(5)
  })

  it('inside BEGIN it fails the transaction on both sides', async () => {
    const answers = await converse(
      [query("begin; insert into victim values (9, 'x')")],
      [query('delete from victim')],
      [query('select 1')],
      [query('commit')],
    )
    expect(answers.map(status)).toEqual(['T', 'E', 'E', 'I'])
    expect(errorCode(answers[2] ?? [])).toBe('25P02')
    expect(await victims()).toBe(5)
  })
})

describe('before and beside the protocol', () => {
  const signIn = () => message('p', cstring(gateway.address.password))
  const who = [
    ['user', 'agent'],
    ['database', 'shop'],
  ] as const

  it.each<[string, () => Buffer[], string]>([
    ['a user that is given twice', () => [startup([...who, ['user', 'postgres']])], '08P01'],
    ['replication', () => [startup([...who, ['replication', 'database']]), signIn()], '0A000'],
    ['a role in options', () => [startup([...who, ['options', '-c role=postgres']]), signIn()], '0A000'],
    ['bytes behind SSLRequest', () => [Buffer.from('0000000804d2162f51', 'hex')], '08P01'],
    ['a password of 100 KB', () => [startup(who), message('p', cstring('x'.repeat(100_000)))], '08P01'],
    ['a statement instead of a password', () => [startup(who), query('drop table victim')], '08P01'],
  ])('refuses %s', async (_, bytes, code) => {
    const wire = Wire.raw(gateway)
    await wire.send(...bytes())
    const answer = await wire.until('E').catch(() => [])
    expect(errorCode(answer)).toBe(code)
    expect(await wire.next()).toBeNull()
    expect(await victims()).toBe(5)
  })

  it('runs nothing of a Query with a NUL inside, whatever a reader of half of it would think', async () => {
    const wire = await Wire.through(gateway)
    expect(errorCode(await wire.ask(query('select 1\0; delete from victim')))).toBe('08P01')
    expect(errorCode(await wire.ask(message('P', '\0select 1\0', Buffer.alloc(3)), ...run(''), sync))).toBe(
      '08P01',
    )
    expect(await victims()).toBe(5)
    wire.close()
  })

  it.each<[string, Buffer]>([
    ['a Query', query(Buffer.from([0x73, 0xff]))],
    ['a Parse', Buffer.concat([message('P', '\0', Buffer.from([0x73, 0xff, 0]), Buffer.alloc(2)), sync])],
  ])('refuses invalid UTF-8 in the text of %s as PostgreSQL does, and goes on', async (_, bytes) => {
    const wire = await Wire.through(gateway)
    expect(errorCode(await wire.ask(bytes))).toBe('22021')
    expect(rows(await wire.ask(query('select 1')))).toEqual([['1']])
  })
})
