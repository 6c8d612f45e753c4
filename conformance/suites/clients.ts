import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/root.mjs'
import { runProgram } from '../run-program'
import { libpqEnvironment, type Outcome, type Route, type Suite } from '../suite'

const folder = join(root, 'conformance/clients')
const JAR = '/usr/share/java/postgresql.jar'

interface Client {
  readonly name: string
  readonly command: string
  readonly words: readonly string[]
  /** What must be there, and what says so. */
  isHere(): Promise<boolean>
}

const node = ['--import', 'tsx']
const CLIENTS: readonly Client[] = [
  {
    name: 'node-postgres',
    command: process.execPath,
    words: [...node, join(folder, 'node-postgres.ts')],
    isHere: async () => true,
  },
  {
    name: 'postgres.js',
    command: process.execPath,
    words: [...node, join(folder, 'postgres-js.ts')],
    isHere: async () => true,
  },
  {
    name: 'psycopg2',
    command: '/usr/bin/python3',
    words: [join(folder, 'psycopg2_checks.py')],
    isHere: async () => (await runProgram('/usr/bin/python3', ['-c', 'import psycopg2'])).code === 0,
  },
  {
    name: 'JDBC',
    command: 'java',
    words: ['-cp', JAR, join(folder, 'JdbcChecks.java')],
    isHere: async () => existsSync(JAR) && (await runProgram('javac', ['-version'])).code === 0,
  },
]

/** Checks written with each driver; every check says what it saw, and both routes must have seen the same. */
export const clients: Suite = {
  name: 'clients',
  prepare: async () => null,
  run: async (route) => {
    const outcomes = await Promise.all(CLIENTS.map(({ name }) => runClient(name, route)))
    return new Map(outcomes.flatMap((outcome) => [...(outcome ?? [])]))
  },
}

export const CLIENT_NAMES = CLIENTS.map(({ name }) => name)

/** Null: the client is not here. Each line that it prints is a check's name, a tab, and what it saw. */
export async function runClient(name: string, route: Omit<Route, 'server' | 'name'>, database = 'postgres') {
  const client = CLIENTS.find((each) => each.name === name)
  if (!client || !(await client.isHere())) return null
  const env = libpqEnvironment({ ...route } as Route, database)
  const { code, output } = await runProgram(client.command, client.words, {
    env,
    cwd: root,
    timeoutMs: 120_000,
  })
  const lines = output.split('\n').filter((line) => line.includes('\t'))
  const outcome = new Map(
    lines.map((line) => [`${name}: ${line.split('\t')[0]}`, line.split('\t').slice(1).join(' ')]),
  )
  outcome.set(`${name}: ended`, code === 0 ? 'ok' : `code ${code}: ${output.slice(-300)}`)
  return outcome as Outcome
}
