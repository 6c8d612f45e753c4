import { type Decision, type Operation, SallyportError } from '@sallyport/core'
import { evaluate } from '@sallyport/policy'
import { analyse, type Catalogue, loadParser } from '@sallyport/sql'
import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { readCatalogue } from '../../protocols/postgres/introspection/read-catalogue'
import { rule } from '../../testing/test-gateway'
import { unannounced } from './announced.fixture'
import { Conversation } from './conversation.fixture'
import { Witness } from './witness.fixture'
import { ROLES, WORLD } from './world.fixture'

/** What every case is decided by. */
const RULES = [
  rule('reading is allowed', 'allow', { verbs: ['read', 'copy-out'] }),
  rule('changes wait', 'hold', {
    verbs: ['insert', 'update', 'delete', 'copy-in', 'define', 'drop', 'execute', 'configure'],
  }),
  rule('no full delete', 'deny', { verbs: ['delete'], conditions: ['no-where', 'always-true'] }),
]
const DEFINES = new Set(['define', 'drop', 'grant', 'unknown', 'admin'])

/** What was said of a case beforehand, and what of what it did was not. */
export interface Outcome {
  /** `refused`: the grammar has no such statement. */
  readonly effect: Decision['effect'] | 'refused'
  /** 'verb resource conditions…' without the database, in order, each once. */
  readonly operations: readonly string[]
  readonly unannounced: readonly string[]
  /** What the database answered when it refused a step. */
  readonly error: string | null
}

/** One database in which cases are run, each in a transaction that is rolled back. */
export class Sandbox {
  private readonly admin: pg.Client
  private readonly witness: Witness
  private readonly catalogue: Catalogue
  private readonly drop: () => Promise<void>

  private constructor(admin: pg.Client, witness: Witness, catalogue: Catalogue, drop: () => Promise<void>) {
    this.admin = admin
    this.witness = witness
    this.catalogue = catalogue
    this.drop = drop
  }

  static async open(): Promise<Sandbox> {
    await loadParser()
    const target = await testTarget('empty')
    const admin = new pg.Client({ connectionString: target.adminUrl })
    await admin.connect()
    await admin.query(ROLES.map((name) => `drop role if exists ${name}`).join(';'))
    await admin.query(WORLD)
    await admin.query(`set track_functions = 'all'; set client_min_messages = error; set lock_timeout = 3000`)
    const witness = new Witness(admin)
    await admin.query('select pg_stat_force_next_flush()')
    await witness.lookAround()
    const catalogue = await catalogueOf(admin, target.database)
    return new Sandbox(admin, witness, catalogue, async () => {
      await target.drop()
      const server = new pg.Client({ connectionString: target.adminUrl.replace(/\/[^/]*$/, '/postgres') })
      await server.connect()
      await server.query(ROLES.map((name) => `drop role if exists ${name}`).join(';'))
      await server.end()
    })
  }

  async close(): Promise<void> {
    await this.admin.end()
    await this.drop()
  }

  /** Runs the steps of one case, each understood by what the catalogue says by then. */
  async run(steps: readonly string[]): Promise<Outcome> {
    const { admin, witness } = this
    await admin.query('begin')
    try {
      let { catalogue } = this
      const operations: Operation[] = []
      let error: string | null = null
      for (const [at, text] of steps.entries()) {
        const done = operationsOf(text, catalogue)
        operations.push(...(done ?? []))
        error = done ? await new Conversation(admin).send(text) : 'refused'
        if (error) break
        const isDefined = at < steps.length - 1 && done?.some(({ verb }) => DEFINES.has(verb))
        if (isDefined) catalogue = await this.catalogueNow()
      }
      const facts = error ? [] : await witness.facts()
      return {
        effect: error === 'refused' ? 'refused' : effectOf(operations, catalogue),
        operations: [...new Set(operations.map((each) => short(each, catalogue)))],
        unannounced: unannounced(facts, operations, catalogue),
        error,
      }
    } finally {
      // what is not told to the statistics yet would be counted for the next one
      await admin.query('rollback; deallocate all; select pg_stat_force_next_flush()')
    }
  }

  /** As the gateway reads it, but with what this transaction has changed. */
  private async catalogueNow(): Promise<Catalogue> {
    return catalogueOf(this.admin, this.catalogue.database)
  }
}

async function catalogueOf(admin: pg.Client, database: string): Promise<Catalogue> {
  const { rows } = await admin.query<{ path: string; role: string }>(
    `select current_setting('search_path') as path, current_user::text as role`,
  )
  const [was] = rows
  await admin.query(`set search_path = ''; reset role`)
  const catalogue = await readCatalogue(async (sql) => {
    const answer = await admin.query<[unknown]>({ text: sql, rowMode: 'array' })
    return answer.rows.map(([value]) =>
      typeof value === 'string' && !sql.includes('to_json') ? value : JSON.stringify(value),
    )
  }, database)
  await admin.query(`select set_config('search_path', $1, false)`, [was?.path ?? ''])
  if (was && was.role !== 'postgres') await admin.query(`set role ${was.role}`)
  return catalogue
}

/** null: a syntax error. */
function operationsOf(text: string, catalogue: Catalogue): readonly Operation[] | null {
  try {
    return analyse(text, catalogue).statements.flatMap((statement) => statement.operations)
  } catch (error) {
    if (error instanceof SallyportError && error.code === 'SYNTAX_ERROR') return null
    throw error
  }
}

function effectOf(operations: readonly Operation[], { database }: Catalogue): Decision['effect'] {
  const who = { id: 'agent', kind: 'agent', name: 'agent', groups: ['agents'] } as const
  return evaluate(RULES, { operations, connection: database, at: 0 }, who).effect
}

function short({ verb, resource, conditions }: Operation, { database }: Catalogue): string {
  const plain = resource.slice(database.length + 1).replace(/^pg_temp_\d+\./, 'pg_temp.')
  // the other conditions are about the whole text, and have tests of their own
  const shown = conditions.filter((each) => each === 'no-where' || each === 'always-true')
  return [verb, plain, ...shown].join(' ')
}
