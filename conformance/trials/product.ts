import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import {
  bootstrap,
  CreateConnection,
  CreateRule,
  createConnection,
  createCredential,
  createIdentity,
  createRule,
  issueToken,
} from '@sallyport/api'
import { VERBS } from '@sallyport/core'
import { connectDb, type Db, migrate } from '@sallyport/db'
import { freePort } from '@sallyport/testkit'
import { startCluster } from '@sallyport/testkit/cluster'
import { root } from '../../scripts/root.mjs'

/** What console-process.ts is told. */
export interface ConsoleWords {
  readonly url: string
  readonly port: number
  readonly store: string
  /** base64 */
  readonly masterKey: string
  readonly consoleUrl: string
  /** Of recordings that wait for the store. */
  readonly maxWaitingBytes: number
}

/** A part of the product in a process of its own. */
export interface Part {
  readonly isRunning: boolean
  log(): string
  kill(): Promise<void>
}

export interface Product {
  readonly folder: string
  readonly spool: string
  /** Where sealed recordings are kept. */
  readonly store: string
  readonly consolePort: number
  readonly db: Db
  readonly masterKey: Buffer
  readonly organizationId: string
  /** Where clients reach the gateway; `password` is an agent's token. */
  readonly address: { host: string; port: number; database: string; user: string; password: string }
  /** The target's superuser. */
  readonly targetUrl: string
  /** The console's database alone. */
  stopDatabase(): Promise<void>
  startDatabase(): Promise<void>
  startConsole(words?: Partial<ConsoleWords>): Promise<Part>
  startGateway(env?: Readonly<Record<string, string>>): Promise<Part>
  remove(): Promise<void>
}

const CONSOLE = fileURLToPath(new URL('console-process.ts', import.meta.url))
/** The built one: it is what runs elsewhere, and it starts at once. */
const GATEWAY = join(root, 'apps', 'gateway')
const READY_MS = 120_000

/** A console's and a target's database, each in a server of its own, and how to start a console and a gateway on them. */
export async function prepareProduct(spool?: string): Promise<Product> {
  await promisify(execFile)('npm', ['run', 'build'], { cwd: GATEWAY })
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-trial-'))
  await chmod(folder, 0o755)
  const password = randomBytes(12).toString('hex')
  const port = await freePort()
  const startDatabase = () => startCluster({ directory: join(folder, 'console'), password, port })
  const cluster = await startDatabase()
  const targetCluster = await startCluster({ directory: join(folder, 'target'), password })
  const { adminUrl: url } = cluster
  await migrate(url, join(root, 'prisma', 'migrations'))
  const db = connectDb(url)
  const masterKey = randomBytes(32)
  const credential = createCredential()
  const consolePort = await freePort()
  const consoleUrl = `http://localhost:${consolePort}`
  const { organizationId } = await bootstrap(db, { masterKey, gateway: { credential } })
  const actor = { type: 'system', organizationId } as const
  const { id: identityId } = await createIdentity(db, actor, {
    kind: 'agent',
    name: 'trial',
    groups: [],
    ownerId: null,
  })
  const target = { host: '127.0.0.1', port: targetCluster.port, database: 'postgres', username: 'postgres' }
  await createConnection(
    { db, masterKey, settings: { consoleUrl, gatewayPostgres: '', gatewayMcp: '', allowedHosts: [] } },
    actor,
    CreateConnection.parse({ ...target, name: 'shop', password, tlsMode: 'disable' }),
  )
  await createRule(db, actor, CreateRule.parse({ name: 'everything', effect: 'allow', verbs: [...VERBS] }))
  const { token } = await issueToken(db, masterKey, { identityId, seconds: 24 * 3_600, consoleUrl })
  const keyFile = join(folder, 'master-key')
  await writeFile(keyFile, masterKey.toString('base64'), { mode: 0o600 })
  const gatewayPort = await freePort()
  const own = join(folder, 'spool')
  const words: ConsoleWords = {
    url,
    port: consolePort,
    store: join(folder, 'recordings'),
    masterKey: masterKey.toString('base64'),
    consoleUrl,
    maxWaitingBytes: 1024 ** 3,
  }
  await mkdir(words.store)
  return {
    folder,
    spool: spool ?? own,
    store: words.store,
    consolePort,
    db,
    masterKey,
    organizationId,
    address: { host: '127.0.0.1', port: gatewayPort, database: 'shop', user: 'trial', password: token },
    targetUrl: targetCluster.adminUrl,
    stopDatabase: () => cluster.stop(),
    startDatabase: async () => void (await startDatabase()),
    startConsole: (other = {}) => startPart(CONSOLE, [JSON.stringify({ ...words, ...other })], {}, 'ready'),
    startGateway: (env = {}) =>
      startPart(
        join(GATEWAY, 'dist', 'main.js'),
        [],
        {
          SALLYPORT_CONSOLE_URL: consoleUrl,
          SALLYPORT_GATEWAY_TOKEN: credential,
          SALLYPORT_MASTER_KEY_FILE: keyFile,
          SALLYPORT_POSTGRES_PORT: String(gatewayPort),
          SALLYPORT_MCP_PORT: '0',
          SALLYPORT_SPOOL: spool ?? own,
          ...env,
        },
        'gateway ready',
      ),
    async remove() {
      await db.$disconnect()
      await cluster.stop()
      await targetCluster.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function startPart(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  readyWord: string,
): Promise<Part> {
  const child = spawn(
    process.execPath,
    [...(program.endsWith('.ts') ? ['--import', 'tsx'] : []), program, ...words],
    {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let printed = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-100_000)
  })
  const lines = createInterface({ input: child.stdout })
  const ready = new Promise<boolean>((resolve) => {
    lines.on('line', (line) => {
      printed += `${line}\n`
      if (line.startsWith(readyWord)) resolve(true)
    })
    child.once('exit', () => resolve(false))
    setTimeout(() => resolve(false), READY_MS).unref()
  })
  if (!(await ready)) {
    await kill(child)
    throw new Error(`It did not start:\n${printed}`)
  }
  return {
    get isRunning() {
      return child.exitCode === null && child.signalCode === null
    },
    log: () => printed,
    kill: () => kill(child),
  }
}

/** As a crash would: nothing of it is asked first. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
