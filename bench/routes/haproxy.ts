import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@sallyport/testkit'
import type { Ending } from '../ending'
import type { Login, Route } from './route'
import { startProgram } from './start-program'

/** HAProxy in TCP mode, in one thread as the others: what a proxy costs that understands nothing. */
export async function startHaproxy(program: string, target: Login, ending: Ending): Promise<Route> {
  const port = await freePort()
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-bench-'))
  ending.defer(() => rm(directory, { recursive: true, force: true }))
  const file = join(directory, 'haproxy.cfg')
  await writeFile(file, configuration(target, port))
  const pid = await startProgram({ program, args: ['-f', file], port }, ending)
  return {
    name: 'HAProxy',
    login: { ...target, host: '127.0.0.1', port },
    processes: [{ name: 'HAProxy', pid }],
  }
}

const configuration = ({ host, port }: Login, listenPort: number) => `global
  nbthread 1
  maxconn 1000

defaults
  mode tcp
  timeout connect 5s
  timeout client 1h
  timeout server 1h

listen target
  bind 127.0.0.1:${listenPort}
  server target ${host}:${port}
`
