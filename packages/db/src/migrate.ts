import { randomUUID } from 'node:crypto'
import { SallyportError } from '@sallyport/core'
import pg from 'pg'
import { type Migration, readMigrations } from './migrations'

/** The lock that Prisma's own engine takes, so that the two never migrate at the same time. */
const ADVISORY_LOCK = 72_707_369

/** Prisma's own table, column for column, so that `prisma migrate status` understands what we did. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  varchar(36) PRIMARY KEY NOT NULL,
  checksum            varchar(64) NOT NULL,
  finished_at         timestamptz,
  migration_name      varchar(255) NOT NULL,
  logs                text,
  rolled_back_at      timestamptz,
  started_at          timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`

interface AppliedRow {
  readonly migration_name: string
  readonly checksum: string
  readonly finished_at: Date | null
}

/**
 * Applies what is missing of the folder's migrations, in order, and returns the names of those it applied. Safe to
 * call from several processes at once. Refuses to go on after one that failed, and when an applied one was changed.
 */
export async function migrate(url: string, folder: string): Promise<readonly string[]> {
  const migrations = await readMigrations(folder)
  const client = new pg.Client({ connectionString: url })
  await client.connect().catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new SallyportError('UNAVAILABLE', `the database at DATABASE_URL cannot be reached: ${why}`, {
      cause,
    })
  })
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK])
    await client.query(MIGRATIONS_TABLE)
    const missing = await findMissing(client, migrations)
    for (const migration of missing) await apply(client, migration)
    return missing.map(({ name }) => name)
  } finally {
    await client.end() // which also lets go of the lock
  }
}

async function findMissing(
  client: pg.Client,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const { rows } = await client.query<AppliedRow>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  )
  const failed = rows.find((row) => !row.finished_at)
  if (failed)
    throw refusal(failed.migration_name, 'failed before: repair the database, then mark it as rolled back')
  const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]))

  for (const { name, checksum } of migrations) {
    if (applied.has(name) && applied.get(name) !== checksum) {
      throw refusal(name, 'was changed after it had been applied')
    }
  }
  return migrations.filter(({ name }) => !applied.has(name))
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID()
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    checksum,
    name,
  ])
  try {
    await client.query(sql) // a simple query: the whole file is one implicit transaction
  } catch (cause) {
    const logs = cause instanceof Error ? cause.message : String(cause)
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, logs])
    throw refusal(name, `failed: ${logs}`, cause)
  }
  await client.query(
    'UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1',
    [id],
  )
}

function refusal(name: string, what: string, cause?: unknown): SallyportError {
  return new SallyportError('CONFLICT', `migration ${name} ${what}`, { cause })
}
