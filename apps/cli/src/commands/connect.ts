import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { CommandError, EXIT } from '../exit'
import { openLocalPort } from '../local/local-port'
import { numberOf, usage } from '../options'
import { discover } from '../sign-in/server'
import { type Call, type Command, say } from './command'

/** psql with everything set, or what sets it, or a port of this machine for programs that cannot. */
export const connect: Command = async (call) => {
  const { words, values, rest, env, output } = call
  const [name, ...more] = words
  if (!name) throw usage('Name a connection: sallyport connect NAME. "sallyport list" shows them.')
  if (more.length > 0) throw usage(`"${more[0]}" is one word too many: what psql is to get stands after --.`)
  if (values.port !== undefined) return leadByPort(call, name)
  const token = await call.token('connect')
  const gateway = await gatewayOf(call)
  const settings = {
    PGHOST: gateway.host,
    PGPORT: String(gateway.port),
    PGDATABASE: name,
    PGUSER: 'sallyport',
    PGSSLMODE: isLocal(gateway.host) ? 'prefer' : 'verify-full',
    ...(!isLocal(gateway.host) && { PGSSLROOTCERT: 'system' }),
  }
  if (values.print) {
    const exports = Object.entries({ ...settings, PGPASSWORD: token }).map(
      ([key, value]) => `export ${key}='${value}'\n`,
    )
    say(call, { ...settings, PGPASSWORD: token }, exports.join(''))
    return EXIT.done
  }
  const psql = spawn('psql', [...rest], {
    stdio: 'inherit',
    env: { ...env.inherited, ...settings, PGPASSWORD: token },
  })
  const ignore = () => undefined // Ctrl-C cancels psql's statement, not psql
  process.on('SIGINT', ignore)
  try {
    const [code] = (await once(psql, 'close').catch(() => {
      throw new CommandError(
        EXIT.failed,
        'psql is not installed. "sallyport connect NAME --print" sets up other programs.',
      )
    })) as [number | null]
    return code ?? EXIT.failed
  } finally {
    process.off('SIGINT', ignore)
    output.write('')
  }
}

async function leadByPort(call: Call, name: string): Promise<number> {
  const port = await openLocalPort({
    gateway: await gatewayOf(call),
    connection: name,
    port: numberOf(call.values.port, 'port', 0, 65_535),
    token: () => call.token('connect'),
    complain: call.output.complain,
  })
  await call.token('connect') // nobody should learn of a missing sign-in from their own program
  const url = urlOf(port, name)
  say(call, { url, port: port.port, password: port.password }, `${url}\nCtrl-C closes it.\n`)
  await untilStopped()
  port.close()
  return EXIT.done
}

export function urlOf({ port, password }: { port: number; password: string }, name: string): string {
  return `postgresql://sallyport:${password}@127.0.0.1:${port}/${name}?sslmode=disable`
}

export async function gatewayOf({ url }: Pick<Call, 'url'>): Promise<{ host: string; port: number }> {
  const { gateway_postgres } = await discover(url)
  const { hostname, port } = new URL(`postgres://${gateway_postgres}`)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }
}

async function untilStopped(): Promise<void> {
  await Promise.race((['SIGINT', 'SIGTERM'] as const).map((signal) => once(process, signal)))
}

const isLocal = (host: string) => host === 'localhost' || host === '127.0.0.1' || host === '::1'
