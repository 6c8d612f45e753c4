import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCluster } from '@sallyport/testkit/cluster'
import { type GatewayProcess, startGatewayProcess } from './gateway'

/** https://github.com/modelcontextprotocol/conformance: it needs Node 22, which npm has as a package. */
const SUITE = '@modelcontextprotocol/conformance@0.2.0-alpha.12'
const NODE = 'node@22'

/**
 * What the suite asks of every server. Its other scenarios call tools, prompts and resources of a server made for it
 * (`test_simple_text` and the like), which the gateway has not.
 */
const SCENARIOS: readonly (readonly [revision: string, scenarios: readonly string[]])[] = [
  [
    '2025-11-25',
    ['server-initialize', 'server-session-lifecycle', 'ping', 'tools-list', 'dns-rebinding-protection'],
  ],
  [
    '2026-07-28',
    ['server-stateless', 'tools-list', 'dns-rebinding-protection', 'http-header-validation', 'caching'],
  ],
]

/** Runs the protocol's own suite against a gateway before a real PostgreSQL. True: all of it passed. */
export async function runMcp(results: string, say: (line: string) => void): Promise<boolean> {
  await mkdir(results, { recursive: true })
  const folder = join(tmpdir(), `sallyport-conformance-${process.pid}`)
  const cluster = await startCluster({
    directory: folder,
    password: 'conformance',
  })
  const target = { host: '127.0.0.1', port: cluster.port, username: 'postgres', password: 'conformance' }
  const gateway = await startGatewayProcess(target)
  const front = await addToken(gateway)
  const failed: string[] = []
  try {
    for (const [revision, scenarios] of SCENARIOS) {
      for (const scenario of scenarios) {
        const { passed, output } = await runScenario(front.url, revision, scenario)
        say(`${passed ? 'ok  ' : 'FAIL'} ${revision} ${scenario}`)
        await writeFile(join(results, `mcp-${revision}-${scenario}.log`), output)
        if (!passed) failed.push(`${revision} ${scenario}`)
      }
    }
  } finally {
    front.close()
    await gateway.stop()
    await cluster.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return failed.length === 0
}

function runScenario(url: string, revision: string, scenario: string) {
  const args = ['--yes', '-p', NODE, '-p', SUITE, 'conformance', 'server', '--url', url]
  const child = spawn('npx', [...args, '--scenario', scenario, '--spec-version', revision], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return once(child, 'close').then(([code]) => ({ passed: code === 0 || isOnlyNotOffered(output), output }))
}

/**
 * Some checks of a scenario call a tool that only the suite's own server has, which it says, or ask for prompts and
 * resources, of which the gateway offers none and says so. The others count.
 */
function isOnlyNotOffered(output: string): boolean {
  const errors = [...output.matchAll(/^\s*Error: (.*)$/gm)].map(([, words = '']) => words)
  return errors.length > 0 && errors.every((words) => NOT_OFFERED.test(words))
}

const NOT_OFFERED =
  /^Not testable: server does not list|^(prompts|resources)\/\S+ returned JSON-RPC error -32601: Method not found$/

/** The suite has no token to give: requests pass through here, and get it. Nothing else of them changes. */
async function addToken({ mcpUrl, token }: GatewayProcess) {
  const target = new URL(mcpUrl)
  const server = createServer((request, response) => {
    const headers = { ...request.headers, authorization: `Bearer ${token}` }
    const { method } = request
    const onward = forward(target, { method, headers, setHost: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}${target.pathname}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
