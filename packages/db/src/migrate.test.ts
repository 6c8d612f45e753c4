import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort, type TestDatabase, testDatabase } from '@sallyport/testkit'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from './migrate'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)

let database: TestDatabase
let folder: string
let client: pg.Client

beforeEach(async () => {
  database = await testDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  folder = await mkdtemp(join(tmpdir(), 'sallyport-migrations-'))
  await cp(join(root, 'prisma', 'migrations'), folder, { recursive: true })
})
afterEach(async () => {
  await client.end()
  await database.drop()
  await rm(folder, { recursive: true })
})

async function add(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true })
  await writeFile(join(folder, name, 'migration.sql'), sql)
}

const prisma = (...args: string[]) =>
  run(process.execPath, [join(root, 'node_modules', 'prisma', 'build', 'index.js'), ...args], {
    cwd: root,
    env: { DATABASE_URL: database.url, PATH: `${dirname(process.execPath)}:/usr/bin:/bin` },
  })

describe('migrate', () => {
  it('applies what is missing, in order, once', async () => {
    await add('9002_second', 'INSERT INTO t VALUES (1)')
    await add('9001_first', 'CREATE TABLE t (n int)')
    expect(await migrate(database.url, folder)).toEqual(['9001_first', '9002_second'])
    expect(await migrate(database.url, folder)).toEqual([])
    expect((await client.query('SELECT n FROM t')).rows).toEqual([{ n: 1 }])
  })

  it('applies each once when several processes start at the same time', async () => {
    await add('9001_first', 'CREATE TABLE t (n int)')
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url, folder)))
    expect(applied.flat()).toEqual(['9001_first'])
  })

  it('leaves nothing of a migration that fails, and does not go on after it', async () => {
    await add('9001_broken', 'CREATE TABLE t (n int); SELECT 1/0')
    await add('9002_next', 'CREATE TABLE u (n int)')
    await expect(migrate(database.url, folder)).rejects.toThrow('9001_broken failed: division by zero')
    const { rows } = await client.query("SELECT to_regclass('t') AS t, to_regclass('u') AS u")
    expect(rows).toEqual([{ t: null, u: null }])
    await expect(migrate(database.url, folder)).rejects.toThrow('9001_broken failed before')
    const logs = await client.query(
      "SELECT logs FROM _prisma_migrations WHERE migration_name = '9001_broken'",
    )
    expect(logs.rows).toEqual([{ logs: 'division by zero' }])
  })

  it('goes on once the failed one is marked as rolled back and mended', async () => {
    await add('9001_broken', 'SELECT 1/0')
    await expect(migrate(database.url, folder)).rejects.toThrow('failed')
    await client.query('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL')
    await add('9001_broken', 'CREATE TABLE t (n int)')
    expect(await migrate(database.url, folder)).toEqual(['9001_broken'])
  })

  it('refuses a migration that was changed after it had been applied', async () => {
    const file = join(folder, '0001_start', 'migration.sql')
    await writeFile(file, `${await readFile(file, 'utf8')}\n-- changed`)
    await expect(migrate(database.url, folder)).rejects.toThrow('0001_start was changed')
  })
})

describe('a database that is not there', () => {
  it('is said to be so, without its password', async () => {
    const url = `postgresql://nobody:hunter2@127.0.0.1:${await freePort()}/none`
    await expect(migrate(url, folder)).rejects.toThrow(
      /^the database at DATABASE_URL cannot be reached: (?!.*hunter2)/,
    )
  })
})

describe('the migrations', () => {
  it('are applied in the eyes of Prisma’s own tool', async () => {
    const { stdout } = await prisma('migrate', 'status')
    expect(stdout).toContain('Database schema is up to date')
  })

  it('make what schema.prisma says', async () => {
    const command = ['migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema.prisma']
    const { stdout } = await prisma(...command, '--exit-code')
    expect(stdout).toContain('No difference detected')
  })
})
