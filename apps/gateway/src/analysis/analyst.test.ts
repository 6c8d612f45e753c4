import { analyse, type Catalogue, loadParser } from '@sallyport/sql'
import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import { Analyst, type AnalystOptions } from './analyst'

const catalogue: Catalogue = {
  database: 'shop',
  relations: [
    ...Array.from({ length: 1_000 }, (_, at) => table(at + 1, `filler_${at}`)),
    table(5_000, 'things'),
  ],
  functions: [],
}

function table(oid: number, name: string) {
  return { oid, schema: 'public', name, kind: 'table' as const, columns: ['id', 'v'], definition: null }
}

const rows = (count: number) => Array.from({ length: count }, (_, at) => `(${at}, 'row ${at}')`).join(', ')
const INSERT = `insert into things values ${rows(10_000)}`

const made: Analyst[] = []
function analystWith(options: AnalystOptions = {}): Analyst {
  const analyst = new Analyst(options)
  made.push(analyst)
  return analyst
}

beforeAll(loadParser)
afterEach(async () => {
  await Promise.all(made.splice(0).map((analyst) => analyst.close()))
})

/** A thread that does what the text says. */
const program = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort } from 'node:worker_threads'
  const { env } = process
  const statement = { kind: 'SelectStmt', operations: [], relations: [], places: [], redefines: [], outputs: [], writes: [] }
  parentPort.postMessage({ job: 0, bytes: 0, why: 'ready' })
  parentPort.on('message', ({ kind, job, text }) => {
    if (kind !== 'analyse') return
    if (text === 'die') process.exit(1)
    if (text === 'throw') throw new Error('on purpose')
    if (text === 'hang') for (;;);
    parentPort.postMessage({ job, bytes: text === 'grow' ? 1e12 : 1, statements: [{ ...statement, kind: String(env.PATH) + text }] })
  })`)}`,
)
const unknown = (why: string) => ({
  statements: [{ kind: 'unknown', operations: [{ verb: 'unknown', resource: `shop.statement.${why}` }] }],
})
const kindOf = async (analyst: Analyst, text: string) =>
  (await analyst.analyse(text, catalogue)).statements[0]?.kind

describe('a large text', () => {
  it('is understood as in line, by the same definitions', async () => {
    const analyst = analystWith()
    const there = await analyst.analyse(INSERT, catalogue)
    expect(there).toEqual(analyse(INSERT, catalogue))
    expect(there.statements[0]?.definitions[0]).toBe(catalogue.relations.at(-1))
    expect(await analyst.analyse(`select 1; ${INSERT}; drop table things`, catalogue)).toEqual(
      analyse(`select 1; ${INSERT}; drop table things`, catalogue),
    )
  })

  it('lets others have their turns meanwhile', async () => {
    let turns = 0
    let isOver = false
    const turn = () => {
      turns += 1
      if (!isOver) setImmediate(turn)
    }
    setImmediate(turn)
    await analystWith().analyse(`${INSERT}, (1, 'another')`, catalogue)
    isOver = true
    expect(turns).toBeGreaterThan(1)
  })

  it('is refused where the grammar refuses it, at the same place', async () => {
    const text = `${INSERT} selekt`
    const refusal = await analystWith()
      .analyse(text, catalogue)
      .catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'SYNTAX_ERROR', position: text.length - 5 })
  })
})

describe('a thread', () => {
  it('that dies is replaced, and its text is unknown', async () => {
    const analyst = analystWith({ program })
    expect(await analyst.analyse('die', catalogue)).toMatchObject(unknown('analysis-failed'))
    expect(await kindOf(analyst, 'after')).toContain('after')
    expect(await analyst.analyse('throw', catalogue)).toMatchObject(unknown('analysis-failed'))
    expect(await kindOf(analyst, 'again')).toContain('again')
  })

  it('that takes too long is ended, and nobody else waits for it', async () => {
    const analyst = analystWith({ program, limits: { deadlineMs: 300 } })
    const [slow, next] = await Promise.all([
      analyst.analyse('hang', catalogue),
      (async () => kindOf(analystWith({ program }), 'elsewhere'))(),
    ])
    expect(slow).toMatchObject(unknown('too-slow'))
    expect(next).toContain('elsewhere')
  })

  it('that has grown is replaced', async () => {
    const analyst = analystWith({ program })
    expect(await kindOf(analyst, 'grow')).toContain('grow')
    expect(await kindOf(analyst, 'after')).toContain('after')
  })

  it('reads so much at once, and what is more is unknown', async () => {
    const analyst = analystWith({ program, limits: { jobs: 2 } })
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((text) => analyst.analyse(text, catalogue)),
    )
    const refused = answers.filter(({ statements }) => statements[0]?.kind === 'unknown')
    expect(refused.length).toBe(2) // one is being read and two wait
    expect(refused[0]).toMatchObject(unknown('too-many-large-statements'))
    expect(await kindOf(analyst, 'later')).toContain('later')
  })

  it('is told nothing of the environment', async () => {
    expect(await kindOf(analystWith({ program }), ' x')).toBe('undefined x')
  })
})

describe('through the gateway', () => {
  let target: Awaited<ReturnType<typeof testTarget>>
  let gateway: TestGateway
  let client: pg.Client

  beforeAll(async () => {
    target = await testTarget('empty')
    const admin = new pg.Client({ connectionString: target.url })
    await admin.connect()
    await admin.query('create table things (id int, v text)')
    await admin.end()
    gateway = await startGateway(target, {
      rules: [rule('no deletes', 'allow', { verbs: ['read', 'insert'] })],
    })
    client = await gateway.connect()
  })

  afterAll(async () => {
    await client.end()
    await gateway.close()
    await target.drop()
  })

  it('10,000 rows are inserted, in either protocol', async () => {
    expect((await client.query(INSERT)).rowCount).toBe(10_000)
    const again = { name: 'large', text: INSERT }
    expect((await client.query(again)).rowCount).toBe(10_000)
    expect((await client.query(again)).rowCount).toBe(10_000)
    const { rows: counted } = await client.query<{ n: number }>('select count(*)::int as n from things')
    expect(counted).toEqual([{ n: 30_000 }])
  })

  it('what stands behind 10,000 rows is decided all the same', async () => {
    await expect(client.query(`${INSERT}; delete from things`)).rejects.toThrow('no rule allows delete')
    await expect(client.query(`${INSERT} selekt`)).rejects.toMatchObject({ code: '42601' })
    await expect(client.query('select 1')).resolves.toMatchObject({ rowCount: 1 })
  })
})
