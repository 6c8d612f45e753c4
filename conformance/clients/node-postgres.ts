import pg from 'pg'
import { check } from './check'

// Settings come from libpq's environment.

const client = new pg.Client()
await client.connect()
const notices: (string | undefined)[] = []
client.on('notice', ({ message }) => notices.push(message))

await check('simple', async () =>
  ((await client.query('select 1 as a; select $$x$$ as b')) as unknown as { rows: unknown }[]).map(
    ({ rows }) => rows,
  ),
)
await check('empty', async () => (await client.query('')).command)
await check(
  'extended',
  async () => (await client.query('select $1::int + 1 as n, $2::text as t', [41, 'ü\n'])).rows,
)
await check('nulls', async () => (await client.query('select $1::text as t', [null])).rows)
await check('prepared', async () => {
  const named = { name: 'twice', text: 'select $1::int * 2 as n' }
  const first = await client.query({ ...named, values: [2] })
  const second = await client.query({ ...named, values: [3] })
  return [...first.rows, ...second.rows]
})
await check('binary', async () => {
  const { rows } = await client.query({
    text: 'select 1.5::float8 as f, $1::int4 as i, true as b',
    values: [7],
    binary: true,
  } as pg.QueryConfig)
  return rows
})
await check(
  'types',
  async () =>
    (
      await client.query(
        "select now() > 'epoch' as b, '{1,NULL}'::int[] as a, '{\"k\":[1]}'::jsonb as j, '\\x00ff'::bytea as y",
      )
    ).rows,
)
await check('error', () => client.query('select 1/0'))
await check('error in a prepared statement', () => client.query('select * from nowhere where a = $1', [1]))
await check('transaction after an error', async () => {
  await client.query('begin')
  await client.query('select nowhere').catch(() => undefined)
  const failed = await client.query('select 1').catch(({ code }: { code: string }) => code)
  return [failed, (await client.query('commit')).command]
})
await check('notice', async () => {
  await client.query("do $$ begin raise notice 'said'; end $$")
  return notices
})
await check('listen and notify', async () => {
  await client.query('listen channel')
  const heard = new Promise((resolve) => client.once('notification', ({ payload }) => resolve(payload)))
  await client.query("notify channel, 'payload'")
  return heard
})
await check('cursor', async () => {
  await client.query('begin; declare c cursor for select generate_series(1, 10) as n')
  const two = await client.query('fetch 2 from c')
  const three = await client.query('fetch 3 from c')
  await client.query('commit')
  return [two.rows, three.rows]
})
await check('portal with a row limit', async () => {
  const query = new pg.Query({ text: 'select generate_series(1, 5) as n', rows: 2 } as never)
  return new Promise((resolve, reject) => {
    const rows: unknown[] = []
    query.on('row', (row) => rows.push(row))
    query.on('end', () => resolve(rows))
    query.on('error', reject)
    client.query(query as never)
  })
})
await check('many at once', async () =>
  (await Promise.all(Array.from({ length: 50 }, (_, n) => client.query('select $1::int as n', [n])))).map(
    ({ rows }) => rows[0],
  ),
)
await check(
  'a megabyte',
  async () => (await client.query('select length($1) as n', ['x'.repeat(1 << 20)])).rows,
)
await check(
  'wide result',
  async () =>
    (await client.query(`select ${Array.from({ length: 1600 }, (_, n) => `${n} as c${n}`).join(',')}`)).fields
      .length,
)
await check('cancel', async () => {
  const canceller = new pg.Client()
  await canceller.connect()
  const { rows } = await client.query('select pg_backend_pid() as pid')
  const slow = client.query('select pg_sleep(30)').catch(({ code }: { code: string }) => code)
  const { pid } = rows[0] as { pid: number }
  const isActive = "select from pg_stat_activity where pid = $1 and state = 'active'" // before that there is nothing to cancel
  while ((await canceller.query(isActive, [pid])).rowCount === 0);
  const cancelled = await canceller.query('select pg_cancel_backend($1)', [pid])
  await canceller.end()
  return [await slow, cancelled.rows]
})
await check('isolation between sessions', async () => {
  const other = new pg.Client({ application_name: 'another' } as pg.ClientConfig)
  await other.connect()
  const { rows } = await other.query('show application_name')
  await other.end()
  return rows
})
await client.end()
