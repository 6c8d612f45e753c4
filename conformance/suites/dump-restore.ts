import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../run-program'
import { libpqEnvironment, type Suite } from '../suite'

const FILL = `
  create schema s; create type s.mood as enum ('sad', 'happy');
  create table s.a (id int primary key, t text, b bytea, j jsonb, m s.mood, n numeric, d timestamptz, i int[]);
  insert into s.a select g, repeat(chr(32 + g % 90), g % 200) || E'\\t\\n\\\\', decode(md5(g::text), 'hex'),
    jsonb_build_object('g', g), case when g % 2 = 0 then 'sad' else 'happy' end::s.mood, g * 1.5,
    timestamptz '2020-01-01' + g * interval '1 hour', array[g, null] from generate_series(1, 20000) g;
  create view s.v as select id, t from s.a where n > 3;
  create function s.f(x int) returns int language sql as 'select x + 1';
  create index on s.a (n); create sequence s.q; select nextval('s.q');
  select lo_from_bytea(4711, decode(repeat('00ff', 40000), 'hex')); comment on large object 4711 is 'large';`

const FORMATS = [
  { name: 'custom', words: ['-Fc'] },
  { name: 'directory', words: ['-Fd', '-j2'] },
  { name: 'tar', words: ['-Ft'] },
]

/** pg_dump, pg_restore and pg_dump again: what comes out twice must be the same, byte for byte, over each format. */
export const dumpRestore: Suite = {
  name: 'dump and restore',
  prepare: async () => null,
  async run(route, { postgres: { bin, libraries } }) {
    const env = { ...libpqEnvironment(route), LD_LIBRARY_PATH: libraries }
    const run = (program: string, ...words: string[]) => runProgram(join(bin, program), words, { env })
    const plain = async (database: string) => {
      const { code, output } = await run('pg_dump', '--restrict-key=suites', '-d', database)
      const dump = code === 0 ? output : (await run('pg_dump', '-d', database)).output
      return createHash('sha256').update(dump).digest('hex')
    }
    await run('psql', '-qXd', 'postgres', '-c', 'drop database if exists dumped')
    await run('psql', '-qXd', 'postgres', '-c', 'create database dumped')
    const filled = await run('psql', '-qXd', 'dumped', '-v', 'ON_ERROR_STOP=1', '-c', FILL)
    const outcome = new Map([['fill', filled.code === 0 ? 'ok' : filled.output]])
    const first = await plain('dumped')
    outcome.set('plain dump', first)
    for (const { name, words } of FORMATS) {
      const file = join(tmpdir(), `sallyport-dump-${process.pid}-${name}`)
      const dumped = await run('pg_dump', '-d', 'dumped', ...words, '-f', file)
      await run('psql', '-qXd', 'postgres', '-c', 'drop database if exists restored')
      await run('psql', '-qXd', 'postgres', '-c', 'create database restored')
      const restored = await run('pg_restore', '-d', 'restored', ...(name === 'tar' ? [] : ['-j2']), file)
      const isSame = (await plain('restored')) === first
      const isDone = dumped.code === 0 && restored.code === 0
      outcome.set(name, isDone && isSame ? 'ok' : `differs: ${dumped.output}${restored.output}`.slice(0, 300))
      await rm(file, { recursive: true, force: true })
    }
    return outcome
  },
}
