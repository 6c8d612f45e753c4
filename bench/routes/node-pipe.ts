import { join } from 'node:path'
import { freePort } from '@sallyport/testkit'
import type { Ending } from '../ending'
import type { Login, Route } from './route'
import { startProgram } from './start-program'

/** The least that a proxy in Node can do: bytes from one socket to the other. */
export async function startNodePipe(target: Login, ending: Ending): Promise<Route> {
  const port = await freePort()
  const script = join(import.meta.dirname, 'pipe.mjs')
  const args = [script, String(port), target.host, String(target.port)]
  const pid = await startProgram({ program: process.execPath, args, port }, ending)
  return {
    name: 'Node pipe',
    login: { ...target, host: '127.0.0.1', port },
    processes: [{ name: 'Node pipe', pid }],
  }
}
