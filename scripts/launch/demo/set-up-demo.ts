import { join } from 'node:path'
import { bootstrap, createCaller, DirectoryStore, LiveHub, type Member } from '@sallyport/api'
import { connectDb, type Db, migrate } from '@sallyport/db'
import { root } from '../../root.mjs'
import { readJson, writeJson } from '../kept'
import type { DemoFile } from './demo-file'
import { type Console, fillConsole, followTarget, type Passwords, type Target } from './fill-console'
import { passPhrase } from './pass-phrase'
import { ADMIN, AGENT, CONNECTION, PEOPLE } from './story'

export interface DemoSettings {
  readonly data: string
  readonly databaseUrl: string
  readonly masterKey: string
  readonly gatewayToken: string
  readonly consoleUrl: string
  readonly gatewayPostgres: { readonly host: string; readonly port: number }
  readonly gatewayMcp: string
  readonly target: Target
}

/** Kept in the data directory, readable by its owner alone. */
interface DemoState {
  /** The organization in which everything was set up: then it belongs to the people, and is not touched again. */
  readonly organizationId?: string
  readonly passwords: Passwords
  readonly target?: DemoFile['target']
}

const TOKEN_HOURS = 24

/**
 * Makes the demo of the product in its own terms, through the same use-cases as the console's pages: people, an
 * agent, rules, masking rules, the connection. At later starts only what went stale is mended: the agent's token,
 * and the connection when its target moved and nobody had changed it.
 */
export async function setUpDemo(settings: DemoSettings): Promise<DemoFile> {
  const { data, databaseUrl, masterKey, consoleUrl, gatewayPostgres, gatewayMcp, target } = settings
  const file = join(data, 'demo-state.json')
  const before = await readJson<DemoState>(file)
  const passwords = before?.passwords ?? randomPasswords()
  const { password: _, ...place } = target
  await writeJson(file, { ...before, passwords }) // before the first of them is used

  await migrate(databaseUrl, join(root, 'prisma', 'migrations'))
  const db = connectDb(databaseUrl)
  const live = new LiveHub(databaseUrl)
  try {
    const admin = await findAdmin(db, settings, passwords)
    const console = createCaller({
      db,
      live,
      store: new DirectoryStore(join(data, 'recordings')),
      masterKey: Buffer.from(masterKey, 'base64'),
      settings: {
        consoleUrl,
        gatewayPostgres: `${gatewayPostgres.host}:${gatewayPostgres.port}`,
        gatewayMcp,
        allowedHosts: [],
      },
      caller: admin,
    })
    if (before?.organizationId === admin.organizationId) await followTarget(console, before.target, target)
    else await fillConsole(console, passwords, target)
    await writeJson(file, { organizationId: admin.organizationId, passwords, target: place })

    return {
      consoleUrl,
      gateway: { postgres: gatewayPostgres, mcp: gatewayMcp },
      people: [ADMIN, ...PEOPLE].map((person) => ({ ...person, password: passwords[person.email] ?? '' })),
      agent: { name: AGENT.name, token: await agentToken(console) },
      connection: CONNECTION,
      target: place,
    }
  } finally {
    await live.close()
    await db.$disconnect()
  }
}

function randomPasswords(): Passwords {
  return Object.fromEntries([ADMIN, ...PEOPLE].map(({ email }) => [email, passPhrase()]))
}

/** The first admin there is; on an empty database the demo's own is made, with the organization and the gateway. */
async function findAdmin(db: Db, settings: DemoSettings, passwords: Passwords): Promise<Member> {
  await bootstrap(db, {
    masterKey: Buffer.from(settings.masterKey, 'base64'),
    admin: { name: ADMIN.name, email: ADMIN.email, password: passwords[ADMIN.email] ?? '' },
    gateway: { credential: settings.gatewayToken },
  })
  const found = await db.identity.findFirstOrThrow({
    where: { role: 'admin', kind: 'person', disabledAt: null },
    orderBy: { createdAt: 'asc' },
    include: { organization: true, groups: true },
  })
  const { id, name, email, role, organizationId, organization, groups } = found
  return {
    type: 'member',
    id,
    name,
    email,
    role,
    groups: groups.map((group) => group.name),
    organizationId,
    organizationName: organization.name,
    consoleSessionId: null,
    tokenScope: null,
  }
}

/** A fresh one each time, for it is stored nowhere; '' when people disabled or renamed the agent. */
async function agentToken(console: Console): Promise<string> {
  const { items } = await console.identities.list({ kind: 'agent', search: AGENT.name })
  const agent = items.find(({ name, disabledAt }) => name === AGENT.name && !disabledAt)
  return agent ? (await console.tokens.create({ identityId: agent.id, hours: TOKEN_HOURS })).token : ''
}
