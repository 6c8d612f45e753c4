import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/root.mjs'
import { type Api, signIn } from '../person'
import { demoFile } from '../product'

// The command as people run it, against the running product.

const folder = mkdtempSync(join(tmpdir(), 'sallyport-command-'))
const PROGRAM = join(root, 'node_modules/.bin/sallyport')

let erin: Api
beforeAll(async () => {
  erin = (await signIn('erin')).api
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const environment = (more: Record<string, string> = {}) => ({
  PATH: process.env.PATH ?? '',
  HOME: folder,
  SALLYPORT_CONFIG: folder,
  SALLYPORT_CONSOLE: demoFile().consoleUrl,
  ...more,
})

/** One that runs; `sees` resolves with the match once its output has it. */
function start(args: readonly string[], env = environment()) {
  const child = spawn(PROGRAM, [...args], { env })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
    })
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, ...said })),
  )
  return {
    child,
    ended,
    async sees(what: RegExp): Promise<string> {
      await expect.poll(() => what.exec(said.stdout + said.stderr)?.[1], { timeout: 60_000 }).toBeDefined()
      return what.exec(said.stdout + said.stderr)?.[1] ?? ''
    },
  }
}

const run = (args: readonly string[], env = environment()) => start(args, env).ended
const asAgent = () =>
  environment({ SALLYPORT_TOKEN: demoFile().agent.token, SALLYPORT_CONFIG: join(folder, 'none') })

describe('sallyport, for a person', () => {
  it('says that nobody is signed in', async () => {
    const { code, stderr } = await run(['token'])
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('sallyport login') })
  })

  it('signs in by a code, and keeps what it got from everybody else', async () => {
    const login = start(['login', '--device', '--scope', 'connect read'])
    const userCode = await login.sees(/enter ([A-Z]{4}-[A-Z]{4})/)
    expect(await erin.oauth.device.query({ userCode })).toMatchObject({ scopes: ['connect', 'read'] })
    await erin.oauth.answerDevice.mutate({ userCode, allow: true })
    expect(await login.ended).toMatchObject({ code: 0, stdout: `Signed in to ${demoFile().consoleUrl}.\n` })
    expect(statSync(join(folder, 'credentials.json')).mode & 0o777).toBe(0o600)
  })

  it('lists connections, sessions and requests, for people and for programs', async () => {
    expect((await run(['list'])).stdout).toMatch(/^NAME +PROTOCOL +DATABASE\nshop +postgres +shop\n$/)
    const whoami = await run(['whoami', '--json'])
    expect(JSON.parse(whoami.stdout)).toMatchObject({ name: 'Erin Engineer' })
    expect(JSON.parse((await run(['sessions', '--json'])).stdout)).toHaveProperty('items')
    expect(JSON.parse((await run(['requests', '--json', '--status', 'settled'])).stdout)).toHaveProperty(
      'items',
    )
  })

  it('runs psql with everything set', async () => {
    const { code, stdout } = await run(['connect', 'shop', '--', '-Atc', 'select 6 * 7'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '42\n' })
  })

  it('ends as psql does', async () => {
    const { code, stderr } = await run(['connect', 'nowhere', '--', '-c', 'select 1'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('nowhere') })
  })

  it('leads programs by a local port that has a password of its own', async () => {
    const lead = start(['connect', 'shop', '--port', '0'])
    const url = await lead.sees(/(postgresql:\/\/\S+)/)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    expect((await client.query('select count(*)::int as n from orders')).rows[0]).toMatchObject({
      n: expect.any(Number),
    })
    await client.end()
    const wrong = new pg.Client({ connectionString: url.replace(/:[^:@]+@/, ':wrong@') })
    await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' })
    lead.child.kill('SIGINT')
    expect((await lead.ended).code).toBe(0)
  })

  it('refuses what its sign-in does not allow', async () => {
    const { code, stderr } = await run(['apply', '-f', 'docs/none.yaml'])
    expect(code).not.toBe(0)
    expect(stderr).toMatch(/manage|cannot be read/)
  })

  it('gives its access back', async () => {
    const token = (await run(['token'])).stdout.trim()
    expect((await run(['logout'])).code).toBe(0)
    expect((await run(['list'])).code).toBe(4)
    const { code, stderr } = await run(['list'], environment({ SALLYPORT_TOKEN: token }))
    expect({ code, stderr }).not.toEqual({ code: 0, stderr: '' })
  })
})

describe('sallyport agent run', () => {
  const print = `const fs = require('node:fs')
    console.log(JSON.stringify({
      config: JSON.parse(fs.readFileSync(process.env.SALLYPORT_MCP_CONFIG)),
      mode: fs.statSync(process.env.SALLYPORT_MCP_CONFIG).mode & 0o777,
      file: process.env.SALLYPORT_MCP_CONFIG,
      shop: process.env.SALLYPORT_SHOP_URL,
      secret: process.env.PGPASSWORD ?? null,
    }))`

  it('gives an agent its way in, says what it may not do, and cleans up', async () => {
    const env = { ...asAgent(), PGPASSWORD: 'of the shell' }
    const { code, stdout, stderr } = await run(['agent', 'run', '--', process.execPath, '-e', print], env)
    expect(code).toBe(0)
    const { agent, gateway } = demoFile()
    const seen = JSON.parse(stdout) as { file: string }
    expect(seen).toMatchObject({
      config: {
        mcpServers: { sallyport: { url: gateway.mcp, headers: { Authorization: `Bearer ${agent.token}` } } },
      },
      mode: 0o600,
      shop: expect.stringMatching(/^postgresql:\/\/sallyport:[\w-]+@127\.0\.0\.1:\d+\/shop/),
      secret: null,
    })
    expect(stderr).toContain('It may not       approve requests')
    expect(() => statSync(seen.file)).toThrow('ENOENT')
  })

  it('ends as the agent does', async () => {
    const { code } = await run(['agent', 'run', '--', process.execPath, '-e', 'process.exit(7)'], asAgent())
    expect(code).toBe(7)
  })

  it('needs something to run', async () => {
    expect((await run(['agent', 'run'], asAgent())).code).toBe(2)
  })
})

describe('sallyport mcp', () => {
  it('speaks MCP on standard input and output', async () => {
    const client = new Client({ name: 'e2e', version: '1' })
    await client.connect(new StdioClientTransport({ command: PROGRAM, args: ['mcp'], env: asAgent() }))
    try {
      const { tools } = await client.listTools()
      expect(tools.map(({ name }) => name)).toContain('query')
      const args = { connection: 'shop', sql: 'select 6 * 7 as answer' }
      const { structuredContent } = await client.callTool({ name: 'query', arguments: args })
      expect(structuredContent).toMatchObject({ rows: [[42]] })
    } finally {
      await client.close()
    }
  })
})
