import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { message } from '../protocols/postgres/codec/write'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import * as say from './wire.fixture'
import { errorCode, parse, query, rows, status, sync, types, Wire } from './wire.fixture'

/** What is decided or masked may be this long, and no longer. */
const BOUND = 1024 * 1024

let target: Awaited<ReturnType<typeof testTarget>>
let open: TestGateway
let masking: TestGateway
let admin: pg.Client

beforeAll(async () => {
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.adminUrl })
  await admin.connect()
  await admin.query('SET ROLE shop_app; CREATE TABLE things (id int, v text); RESET ROLE')
  const rules = [
    rule('most', 'allow', { verbs: ['read', 'insert', 'copy-in', 'copy-out'] }),
    rule('changes wait', 'hold', { verbs: ['delete'] }),
  ]
  open = await startGateway(target, { rules }, { maxWholeBytes: BOUND })
  const detects = {
    id: 'm',
    name: 'm',
    connections: [],
    groups: [],
    columns: [],
    detectors: ['email'],
  } as const
  masking = await startGateway(
    target,
    { rules, maskingRules: [{ ...detects, dataClass: 'email', operator: 'redact' }] },
    { maxWholeBytes: BOUND },
  )
})

beforeEach(() => admin.query('TRUNCATE things'))

afterAll(async () => {
  await open.close()
  await masking.close()
  await admin.end()
  await target.drop()
})

async function stored(): Promise<number[]> {
  const found = await admin.query<{ size: number }>('SELECT length(v)::int AS size FROM things ORDER BY id')
  return found.rows.map(({ size }) => size)
}

/** An INSERT whose Bind message has this many bytes. */
function insert(bytes: number): Buffer[] {
  const empty = say.bind('', '', ['']).length
  return [
    parse('', 'insert into things values (1, $1)', 25),
    say.bind('', '', ['x'.repeat(bytes - empty)]),
    say.execute(),
  ]
}

const queryOf = (bytes: number) => query("select '".padEnd(bytes - 7, 'x').concat("'"))

describe('what is decided', () => {
  it('may be as long as the bound', async () => {
    const wire = await Wire.through(open)
    expect(queryOf(BOUND)).toHaveLength(BOUND)
    expect(types(await wire.ask(queryOf(BOUND)))).toBe('TDCZ')
    expect(types(await wire.ask(...insert(BOUND), sync))).toBe('12CZ')
    expect(await stored()).toEqual([BOUND - say.bind('', '', ['']).length])
    wire.close()
  })

  it('and one byte longer is refused when it has come, and the session goes on', async () => {
    const wire = await Wire.through(open)
    expect(errorCode(await wire.ask(queryOf(BOUND + 1)))).toBe('54000')
    expect(errorCode(await wire.ask(...insert(BOUND + 1), sync))).toBe('54000')
    expect(errorCode(await wire.ask(parse('', 'x'.repeat(BOUND + 1)), sync))).toBe('54000')
    expect(rows(await wire.ask(query('select 1')))).toEqual([['1']])
    expect(await stored()).toEqual([])
    wire.close()
  })

  it('is refused in the target, too: the transaction fails, and the rest of the pipeline is skipped', async () => {
    const wire = await Wire.through(open)
    expect(status(await wire.ask(query('begin')))).toBe('T')
    const answer = await wire.ask(...insert(100), ...insert(BOUND + 1), ...insert(100), sync)
    expect([types(answer), status(answer)]).toEqual(['12C1EZ', 'E'])
    expect(status(await wire.ask(query('commit')))).toBe('I')
    expect(await stored()).toEqual([])
    wire.close()
  })

  it('leaves no statement of that name to run in its place', async () => {
    const wire = await Wire.through(open)
    await wire.ask(parse('s', "insert into things values (1, 'old')"), sync)
    await wire.ask(parse('s', 'y'.repeat(BOUND)), sync)
    expect(errorCode(await wire.ask(say.bind('', 's'), say.execute(), sync))).toBe('26000')
    expect(await stored()).toEqual([])
    wire.close()
  })

  it('is recorded by its size and digest where an event cannot hold it', async () => {
    const roomy = await startGateway(target, { rules: [rule('all', 'allow')] })
    const wire = await Wire.through(roomy)
    expect(types(await wire.ask(...insert(20_000_000), sync))).toBe('12CZ')
    const [value] = roomy
      .events()
      .flatMap((event) => (event.type === 'statement' ? event.parameters : []))
      .flatMap((parameter) => parameter ?? [])
    expect(value).toMatch(/^x{16384}… \(\d+ bytes in all, SHA-256 [0-9a-f]{64}\)$/)
    wire.close()
    await roomy.close()
  })
})

describe('COPY data', () => {
  it('passes in pieces, far beyond the bound', async () => {
    const wire = await Wire.through(open)
    await wire.send(query('copy things from stdin'))
    await wire.until('G')
    const data = message('d', `1\t${'x'.repeat(5 * BOUND)}\n`)
    await wire.send(data.subarray(0, 3), data.subarray(3, 100))
    await wire.send(data.subarray(100), message('d', '2\ty\n'))
    expect(types(await wire.ask(message('c')))).toBe('CZ')
    expect(await stored()).toEqual([5 * BOUND, 1])
    const copied = await wire.ask(query('copy things to stdout'))
    expect(types(copied)).toBe('HddcCZ')
    expect(copied[1]?.body).toHaveLength(5 * BOUND + 3)
    wire.close()
  })

  it('is skipped whole where the copy has failed', async () => {
    const wire = await Wire.through(open)
    await wire.send(query('copy things from stdin'))
    await wire.until('G')
    await wire.send(message('d', 'no number\tx\n'))
    await wire.until('E')
    const tail = [message('d', `1\t${'x'.repeat(2 * BOUND)}\n`), message('c')]
    expect(status(await wire.ask(...tail))).toBe('I')
    expect(rows(await wire.ask(query('select 1')))).toEqual([['1']])
    wire.close()
  })
})

describe('a row', () => {
  const large = (bytes: number) => query(`select 1 as a, repeat('x', ${bytes}) as b union all select 2, 'y'`)

  it('in which nothing is masked passes in pieces, far beyond the bound', async () => {
    const wire = await Wire.through(open)
    const found = rows(await wire.ask(large(5 * BOUND)))
    expect(found.map(([id, text]) => [id, text?.length])).toEqual([
      ['1', 5 * BOUND],
      ['2', 1],
    ])
    const end = open.events().findLast((event) => event.type === 'statement-end')
    expect(end).toMatchObject({ status: 'done', rows: 2 })
    wire.close()
  })

  it('that passes in pieces is spent from the rows of the token', async () => {
    const bounded = await startGateway(target, { rules: [rule('all', 'allow')] }, { rowsLeft: 3 })
    const wire = await Wire.through(bounded)
    expect(rows(await wire.ask(large(5 * BOUND)))).toHaveLength(2)
    expect(types(await wire.ask(query(`copy (select repeat('x', ${5 * BOUND})) to stdout`)))).toBe('HdcCZ')
    await wire.send(query(`select repeat('x', ${5 * BOUND})`))
    expect(errorCode(await wire.until('E'))).toBe('54000')
    await bounded.close()
  })

  it('that is searched may be as long as the bound', async () => {
    const wire = await Wire.through(masking)
    // Length, number of values and the value's own length count, too.
    const row = (bytes: number) => query(`select rpad('', ${bytes - 10 - 9}, 'x ') || ' a@b.info'`)
    const [first] = rows(await wire.ask(row(BOUND)))
    expect(first?.[0]).toMatch(/x \*\*\*$/)
    expect(errorCode(await wire.ask(row(BOUND + 1)))).toBe('54000')
    wire.close()
  })

  it('that is searched and longer is refused: nothing of it is sent, and the session goes on', async () => {
    const wire = await Wire.through(masking)
    const answer = await wire.ask(large(20 * BOUND))
    expect([types(answer), errorCode(answer)]).toEqual(['TEZ', '54000'])
    const copied = await wire.ask(query(`copy (select repeat('x', ${20 * BOUND})) to stdout`))
    expect([types(copied), errorCode(copied)]).toEqual(['HEZ', '54000'])
    expect(rows(await wire.ask(query('select 1')))).toEqual([['1']])
    const ends = masking.events().filter((event) => event.type === 'statement-end')
    expect(ends.slice(-3).map(({ code }) => code)).toEqual(['54000', '54000', undefined])
    wire.close()
  })

  it('that is refused fails in the target, too: what stands behind it does not run', async () => {
    const wire = await Wire.through(masking)
    await wire.ask(query('begin'))
    const select = [parse('', `select repeat('x', ${20 * BOUND})`), say.bind('', ''), say.execute()]
    const answer = await wire.ask(...select, ...insert(100), sync)
    expect([types(answer), status(answer)]).toEqual(['12EZ', 'E'])
    await wire.ask(query('rollback'))
    const simple = `select repeat('x', ${20 * BOUND}); insert into things values (1, 'after')`
    expect(errorCode(await wire.ask(query(simple)))).toBe('54000')
    expect(await stored()).toEqual([])
    wire.close()
  })

  it('is not broken into by the notice of a statement that is held meanwhile', async () => {
    const wire = await Wire.through(open)
    wire.socket.pause()
    await wire.send(large(40 * BOUND), query('delete from things'))
    await open.approvals.requested(1)
    await open.approvals.settle('approval-1', { status: 'rejected' })
    wire.socket.resume()
    const answer = await wire.until('Z')
    expect(rows(answer).map(([, text]) => text?.length)).toEqual([40 * BOUND, 1])
    const second = await wire.until('Z')
    expect(types([...answer, ...second]).replace('N', '')).toBe('TDDCZEZ')
    wire.close()
  })
})
