import postgres from 'postgres'
import { check } from './check'

const {
  PGPASSWORD: password = '',
  PGPORT: port = '',
  PGHOST: host = '',
  PGUSER: user = '',
  PGDATABASE: database = '',
} = process.env
const sql = postgres({
  host,
  port: Number(port),
  user,
  password,
  database,
  max: 1,
  onnotice: () => undefined,
})

await check('tagged', async () => sql`select ${1}::int as n, ${'x'} as t`)
await check('simple', async () => sql`select 1 as a; select 2 as b`.simple())
await check('fragments', async () =>
  sql`select * from ${sql([
    [1, 'a'],
    [2, 'b'],
  ] as never)} as t (n, c)`.catch(({ code }: { code: string }) => code),
)
await check('transaction', async () =>
  sql.begin(async (tx) => [await tx`select 1 as x`, await tx`select 2 as y`]),
)
await check('savepoint', async () =>
  sql.begin(async (tx) => {
    await tx.savepoint((inner) => inner`select 1/0`).catch(() => undefined)
    return tx`select 'after' as x`
  }),
)
await check('error', async () => sql`select 1/0`)
await check('pipelined', async () =>
  Promise.all(Array.from({ length: 30 }, (_, n) => sql`select ${n}::int as n`)),
)
await check('cursor', async () => {
  const seen: number[] = []
  await sql`select generate_series(1, 10) as n`.cursor(3, (rows) => void seen.push(rows.length))
  return seen
})
await check(
  'types',
  async () =>
    sql`select ${new Date(0)}::timestamptz as d, ${sql.json({ a: 1 })} as j, ${[1, 2]}::int[] as a, ${Buffer.from([0, 255])}::bytea as b`,
)
await check('copy in and out', async () => {
  await sql`create temp table copied (n int, t text)`
  const writable = await sql`copy copied from stdin`.writable()
  for (let n = 0; n < 1000; n++) writable.write(`${n}\tline ${n}\n`)
  writable.end()
  await new Promise((resolve, reject) => writable.once('finish', resolve).once('error', reject))
  let bytes = 0
  for await (const chunk of await sql`copy copied to stdout`.readable()) bytes += (chunk as Buffer).length
  return [bytes, await sql`select count(*)::int as n from copied`]
})
await check('describe', async () => {
  const described = await sql`select ${1}::int as n`.describe()
  return [described.types, described.columns.map(({ name, type }) => [name, type])]
})
await check('cancel', async () => {
  const slow = sql`select pg_sleep(30)`.execute()
  setTimeout(() => slow.cancel(), 300)
  return slow
})
await check('listen', async () => {
  const heard = new Promise<string>(
    (resolve) => void sql.listen('chan', resolve).then(() => sql.notify('chan', 'hello')),
  )
  return heard
})
await sql.end({ timeout: 5 })
