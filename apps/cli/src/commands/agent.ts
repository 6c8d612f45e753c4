import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommandError, EXIT } from '../exit'
import { listConnections } from '../local/gateway-client'
import { type LocalPort, openLocalPort } from '../local/local-port'
import { usage } from '../options'
import { discover, post } from '../sign-in/server'
import type { Call, Command } from './command'
import { gatewayOf, urlOf } from './connect'

/**
 * Starts an agent that has the way to databases in its environment and in a file for its MCP client, and no credential
 * that outlives it. What it gets is good until it ends; then the token is revoked and the ports are closed.
 */
export const agent: Command = async (call) => {
  const { words, rest, output, env } = call
  if (words[0] !== 'run' || words.length > 1) throw usage('It is: sallyport agent run -- COMMAND')
  const [program, ...args] = rest
  if (!program) throw usage('Say what to run: sallyport agent run -- COMMAND')

  const token = await call.freshToken()
  const own: Call = { ...call, token: async () => token }
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-agent-')) // 0700, as mkdtemp makes them
  const ports: LocalPort[] = []
  try {
    const { connections, you } = await listConnections(own)
    const { protected_resources: resources } = await discover(call.url)
    const config = join(folder, 'mcp.json')
    await writeFile(config, JSON.stringify(mcpConfig(resources[0] ?? '', token), null, 2), { mode: 0o600 })
    const urls = await openPorts(own, connections, ports)
    output.complain(
      explain(
        you,
        connections.map(({ name }) => name),
        config,
      ),
    )
    const child = spawn(program, args, {
      stdio: 'inherit',
      env: {
        ...withoutSecrets(env.inherited),
        ...urls,
        SALLYPORT_CONSOLE: call.url,
        SALLYPORT_TOKEN: token,
        SALLYPORT_MCP_CONFIG: config,
        SALLYPORT_MCP_URL: resources[0] ?? '',
      },
    })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => child.kill(signal))
    const [code, signal] = (await once(child, 'close').catch(() => {
      throw new CommandError(EXIT.failed, `"${program}" cannot be started.`)
    })) as [number | null, NodeJS.Signals | null]
    return code ?? 128 + (signal ? constants.signals[signal] : 0)
  } finally {
    for (const port of ports) port.close()
    await rm(folder, { recursive: true, force: true })
    await giveBack(call, token)
  }
}

async function openPorts(
  call: Call,
  connections: readonly { readonly name: string; readonly protocol: string }[],
  ports: LocalPort[],
): Promise<Record<string, string>> {
  const gateway = await gatewayOf(call)
  const urls: Record<string, string> = {}
  for (const { name } of connections.filter(({ protocol }) => protocol === 'postgres')) {
    const port = await openLocalPort({
      gateway,
      connection: name,
      port: 0,
      token: () => call.token('connect'),
      complain: call.output.complain,
    })
    ports.push(port)
    urls[variableOf(name)] = urlOf(port, name)
  }
  return urls
}

export function variableOf(connection: string): string {
  return `SALLYPORT_${connection.toUpperCase().replaceAll('-', '_')}_URL`
}

/** As Claude Code, Cursor and others read it. */
export function mcpConfig(url: string, token: string) {
  return { mcpServers: { sallyport: { type: 'http', url, headers: { Authorization: `Bearer ${token}` } } } }
}

/** The agent gets its own token; a password for some database beside it would be a way round. */
function withoutSecrets(env: Readonly<Record<string, string | undefined>>) {
  const ways =
    /^(PG(PASSWORD|PASSFILE|SERVICE|SERVICEFILE|HOST|HOSTADDR|PORT|DATABASE|USER)|DATABASE_URL|SALLYPORT_TOKEN|SALLYPORT_CONFIG)$/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ways.test(name)))
}

function explain(you: string, connections: readonly string[], config: string): string {
  return [
    `The agent acts as ${you}, until it ends. What it runs is decided, held, masked and recorded.`,
    connections.length > 0
      ? `  It may use       ${connections.map((name) => `${name} (${variableOf(name)})`).join(', ')}`
      : '  It may use       nothing: no rule opens a connection',
    `  By MCP           ${config} (SALLYPORT_MCP_CONFIG)`,
    '  It may not       approve requests, use the console, make tokens, or reach databases past the gateway by',
    '                   credentials of your shell: PGPASSWORD, DATABASE_URL and their like are taken out',
    '',
  ].join('\n')
}

/** A token of our own sign-in is of no use any more. One that was given is its giver's. */
async function giveBack(call: Call, token: string): Promise<void> {
  if (call.values.token ?? call.env.token) return
  try {
    const { revocation_endpoint } = await discover(call.url)
    await post(revocation_endpoint, { token })
  } catch {
    call.output.complain('The agent’s token could not be revoked; it ends by itself.\n')
  }
}
