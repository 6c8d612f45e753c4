import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../../scripts/root.mjs'
import type { Ending } from '../ending'
import type { Login, Route } from './route'

/** The gateway without a console, with its recorder or without: what recording costs is the difference. */
export async function startGatewayAlone(
  recorded: 'recorded' | 'unrecorded',
  { host, port, database, username, password }: Login,
  ending: Ending,
): Promise<Route> {
  const program = join(root, 'apps', 'gateway', 'bench', 'gateway-alone.ts')
  const target = JSON.stringify({ host, port, database, username, password })
  const child = spawn(process.execPath, ['--import', 'tsx', program, target, recorded], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  ending.defer(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const { value = '' } = await lines.next()
  const [listening, token] = String(value).split(' ')
  if (!listening || !token) throw new Error('the gateway alone did not start')
  return {
    name: recorded,
    login: { host: '127.0.0.1', port: Number(listening), database, username: 'agent', password: token },
    processes: [{ name: recorded, pid: child.pid ?? 0 }],
  }
}
