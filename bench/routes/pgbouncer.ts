import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@sallyport/testkit'
import type { Certificate } from '../certificate'
import type { Ending } from '../ending'
import type { Login, Route } from './route'
import { startProgram } from './start-program'

/** PgBouncer in session mode, otherwise with its own defaults. It signs in to the target itself, as the gateway does. */
export async function startPgbouncer(
  program: string,
  target: Login,
  certificate: Certificate | null,
  ending: Ending,
): Promise<Route> {
  const port = await freePort()
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-bench-'))
  ending.defer(() => rm(directory, { recursive: true, force: true }))
  const file = join(directory, 'pgbouncer.ini')
  await writeFile(file, configuration(target, port, certificate), { mode: 0o600 })

  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [] // it does not run as root
  const pid = await startProgram({ program, args: [...user, file], port }, ending)
  return {
    name: 'PgBouncer',
    login: { ...target, host: '127.0.0.1', port },
    processes: [{ name: 'PgBouncer', pid }],
  }
}

const configuration = (
  { host, port, database, username, password }: Login,
  listenPort: number,
  certificate: Certificate | null,
) => `[databases]
${database} = host=${host} port=${port} dbname=${database} user=${username} password='${password}'

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = session
default_pool_size = 60
${
  certificate
    ? `client_tls_sslmode = require
client_tls_key_file = ${certificate.keyFile}
client_tls_cert_file = ${certificate.certFile}
server_tls_sslmode = require`
    : 'server_tls_sslmode = disable'
}
log_connections = 0
log_disconnections = 0
`
