import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { appRouter, bootstrap, createCaller, DirectoryStore, findCaller, LiveHub } from '@sallyport/api'
import { connectDb } from '@sallyport/db'
import { testDatabase } from '@sallyport/testkit'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from '../scripts/root.mjs'

// The command as people run it, against the API over HTTP.

const folder = mkdtempSync(join(tmpdir(), 'sallyport-cli-'))
let url: string
let api: ReturnType<typeof createCaller>
const tokens = { read: '', manage: '', connect: '' }

beforeAll(async () => {
  const database = await testDatabase()
  const db = connectDb(database.url)
  const live = new LiveHub(database.url)
  const masterKey = randomBytes(32)
  const admin = { email: 'ada@example.com', password: 'correct horse battery', name: 'Ada' }
  const { organizationId } = await bootstrap(db, { masterKey, admin })
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const services = {
    db,
    masterKey,
    live,
    store: new DirectoryStore(folder),
    settings: {
      consoleUrl: url,
      gatewayPostgres: 'localhost:15432',
      gatewayMcp: 'http://localhost:15433/mcp',
      allowedHosts: [],
    },
  }
  const handler = createHTTPHandler({
    router: appRouter,
    basePath: '/api/trpc/',
    createContext: async ({ req }) => ({
      ...services,
      caller: await findCaller(db, services.settings, {
        authorization: req.headers.authorization ?? null,
        consoleSessionId: null,
      }),
    }),
  })
  server.on('request', (request, response) => handler(request, response))

  const { id } = await db.identity.findFirstOrThrow({ where: { organizationId } })
  const ada = {
    type: 'member',
    id,
    name: 'Ada',
    email: null,
    role: 'admin',
    groups: [],
    organizationId,
    organizationName: '',
    consoleSessionId: null,
    tokenScope: null,
  } as const
  api = createCaller({ ...services, caller: ada })
  for (const scope of ['read', 'manage', 'connect'] as const) {
    tokens[scope] = (await api.tokens.create({ identityId: id, hours: 1, scope })).token
  }
  return async () => {
    server.close()
    server.closeAllConnections()
    await live.close()
    await db.$disconnect()
    await database.drop()
    rmSync(folder, { recursive: true })
  }
})

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function sallyport(args: readonly string[], token = tokens.manage, console = url): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, SALLYPORT_TOKEN: token, SALLYPORT_CONSOLE: console }
    execFile(join(root, 'node_modules/.bin/sallyport'), [...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const POLICY = `version: 1
groups: [agents, dba]
connections:
  - name: shop
    host: 127.0.0.1
    database: shop
    username: shop_app
    tlsMode: disable
    password: env:SHOP_PASSWORD
rules:
  - name: Agents read
    groups: [agents]
    verbs: [read]
    effect: allow
  - name: Writes wait
    verbs: [insert, update, delete]
    effect: hold
    requirements: [{ group: dba, count: 1 }]
masking:
  - name: Mail
    columns: ["**.email"]
    dataClass: email
    operator: partial
`

describe('sallyport apply', () => {
  it('plans, ends with 3 when asked, applies everything, and then has nothing to do', async () => {
    const path = file('policy.yaml', POLICY)
    const plan = await sallyport(['apply', '-f', path, '--plan', '--exit-code'])
    expect(plan).toMatchObject({ code: 3, stderr: '' })
    expect(plan.stdout).toContain('+ rule "Writes wait"\n')
    expect(plan.stdout).toContain('    requirements: [{"group":"dba","count":1}]')
    expect(plan.stdout).toContain('6 to create, 0 to change, 0 to remove, 0 as they are.')
    expect((await api.rules.list()).items).toEqual([])

    expect(await sallyport(['apply', '-f', path])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Applied\.\n$/),
    })
    expect((await api.rules.list()).items.map(({ name }) => name)).toEqual(['Agents read', 'Writes wait'])
    expect((await api.connections.list({})).items[0]).toMatchObject({
      passwordReference: 'env:SHOP_PASSWORD',
    })
    const again = await sallyport(['apply', '-f', path, '--plan', '--exit-code'])
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('6 as they are') })
  })

  it('shows before and after of a change, keeps what the file does not name, and removes it when pruned', async () => {
    const path = file(
      'less.yaml',
      POLICY.replace('effect: allow', 'effect: deny').replace('Writes wait', 'New name'),
    )
    const plan = await sallyport(['apply', '-f', path, '--plan'])
    expect(plan.stdout).toContain('~ rule "Agents read"\n    effect: "allow" → "deny"')
    expect(plan.stdout).toContain('= rule "Writes wait" is not in the file and stays')
    const pruned = await sallyport(['apply', '-f', path, '--prune', '--json'])
    expect(JSON.parse(pruned.stdout)).toMatchObject({ applied: true, hasChanges: true })
    expect((await api.rules.list()).items.map(({ name }) => name)).toEqual(['Agents read', 'New name'])
  })

  it('applies all of it or nothing', async () => {
    const before = (await api.rules.list()).items
    const path = file(
      'half.yaml',
      'version: 1\nrules:\n  - { name: Good, effect: deny }\n  - { name: Bad, groups: [nobody], effect: deny }\n',
    )
    expect((await sallyport(['apply', '-f', path])).code).toBe(2)
    expect((await api.rules.list()).items).toEqual(before)
  })

  it.each([
    [
      'a field that is not one',
      'version: 1\nrules:\n  - name: x\n    efect: allow\n',
      /:4:5: rules\.0\.efect: There is no such field/,
    ],
    [
      'a word that is none',
      'version: 1\nrules:\n  - name: x\n    effect: alow\n',
      /:4:5: rules\.0\.effect: /,
    ],
    [
      'an item of a list',
      'version: 1\nrules:\n  - name: x\n    effect: deny\n    verbs: [read, raed]\n',
      /:5:19: rules\.0\.verbs\.1: /,
    ],
    ['what is missing', 'version: 1\nrules:\n  - name: x\n', /:3:5: rules\.0\.effect: /],
    [
      'an unknown group',
      'version: 1\nrules:\n  - name: x\n    effect: deny\n    groups: [nobody]\n',
      /:5:14: rules\.0\.groups\.0: There is no group named nobody/,
    ],
    ['a name that is there twice', 'version: 1\ngroups: [a, b, a]\n', /:2:16: groups\.2: “a” is there twice/],
    [
      'a secret in clear',
      'version: 1\nconnections:\n  - { name: y, host: h, database: d, username: u, password: hunter2 }\n',
      /:3:51: connections\.0\.password: Write env:NAME/,
    ],
    [
      'no password for a new connection',
      'version: 1\nconnections:\n  - name: y\n    host: 127.0.0.1\n    database: d\n    username: u\n',
      /:3:5: connections\.0: password is missing/,
    ],
    ['YAML that is none', 'version: 1\nrules: [\n', /:\d+:\d+: /],
    ['a key that is there twice', 'version: 1\nversion: 1\n', /:2:1: /],
  ])('names line and field of %s', async (_, text, words) => {
    const { code, stderr, stdout } = await sallyport(['apply', '-f', file('wrong.yaml', text)])
    expect(stderr).toMatch(words)
    expect(stderr).not.toContain('hunter2')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it('is refused with a token that may only read, and with one for databases', async () => {
    const path = file('policy.yaml', POLICY)
    expect(await sallyport(['apply', '-f', path, '--plan'], tokens.read)).toMatchObject({ code: 0 })
    for (const token of [tokens.read, tokens.connect, 'nonsense']) {
      expect((await sallyport(['apply', '-f', path], token)).code).toBe(4)
    }
  })
})

describe('sallyport export', () => {
  it('writes what apply finds nothing to do about, and no secret', async () => {
    const path = join(folder, 'exported.yaml')
    expect((await sallyport(['export', '-o', path])).code).toBe(0)
    const plan = await sallyport(['apply', '-f', path, '--plan', '--exit-code', '--prune'])
    expect(plan).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^0 to create, 0 to change, 0 to remove/),
    })
    const { stdout } = await sallyport(['export'], tokens.read)
    expect(parse(stdout)).toMatchObject({
      version: 1,
      groups: ['agents', 'dba'],
      connections: [{ name: 'shop', password: 'env:SHOP_PASSWORD' }],
    })
  })
})

describe('sallyport simulate', () => {
  it('says what would be decided otherwise', async () => {
    const path = file('policy.yaml', POLICY)
    const { code, stdout } = await sallyport(
      ['simulate', '-f', path, '--days', '30', '--exit-code'],
      tokens.read,
    )
    expect(stdout).toContain('0 statements of 30 days: 0 newly held')
    expect(code).toBe(0)
    expect((await sallyport(['simulate', '-f', path, '--days', '0'])).code).toBe(2)
  })
})

describe('sallyport', () => {
  it.each([
    ['without a command', [], 2],
    ['with a command that is none', ['aply'], 2],
    ['with an option that is none', ['apply', '--fiel', 'x'], 2],
    ['without a file', ['apply'], 2],
    ['with a file that is not there', ['apply', '-f', '/nowhere.yaml'], 2],
    ['asked for help', ['--help'], 0],
    ['asked for help about a command', ['help', 'simulate'], 0],
    ['asked who it is', ['whoami'], 0],
  ])('%s ends with %j %i', async (_, args, code) => {
    const ended = await sallyport(args)
    expect(ended.code).toBe(code)
    if (code === 0) expect(ended.stderr).toBe('')
  })

  it('says so when the console does not answer', async () => {
    const ended = await sallyport(['whoami'], tokens.read, 'http://127.0.0.1:9')
    expect(ended).toMatchObject({ code: 5, stderr: expect.stringContaining('does not answer') })
  })
})
