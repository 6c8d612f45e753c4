import { chmodSync, chownSync, copyFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { signIn } from '../../e2e/person'
import { demoFile, startProduct } from '../../e2e/product'
import type { DemoFile } from '../../scripts/launch/demo/demo-file'
import type { Certificate } from '../certificate'
import type { Ending } from '../ending'
import type { Login, Process, Route } from './route'

/** The connections of the bench; their databases are the demo's. */
const STRICT = 'shop-strict'
const BEST_EFFORT = 'shop-best-effort'

/**
 * The built product as `npm start` has it, in a data directory of its own that is removed afterwards: rules, the
 * demo's masking rules, recordings with their hash chain, taken by the console. Of two connections to the same
 * database, one waits for the disk and the other does not.
 */
export async function startSallyport(
  certificate: Certificate | null,
  ending: Ending,
): Promise<{ routes: readonly Route[]; target: Login }> {
  const product = await startProduct(
    {},
    certificate ? { SALLYPORT_TLS_CERT: certificate.certFile, SALLYPORT_TLS_KEY: certificate.keyFile } : {},
  )
  ending.data = product.data
  ending.defer(() => product.remove())
  ending.signal.throwIfAborted()

  const demo = demoFile(product.data)
  const password = readFileSync(join(product.data, 'target-password'), 'utf8').trim()
  const target = { ...demo.target, password, tls: certificate !== null }
  if (certificate) await turnOnTls(product.data, target, certificate)
  await register(demo, target, STRICT)
  await register(demo, target, BEST_EFFORT)
  const processes = programsOf(product.data)
  const route = (name: string, database: string): Route => ({
    name,
    login: {
      host: '127.0.0.1',
      port: demo.gateway.postgres.port,
      database,
      username: demo.agent.name,
      password: demo.agent.token,
      tls: certificate !== null,
    },
    processes: processes.map((each) => ({ ...each, name: `${each.name}, ${name}` })),
  })
  return { routes: [route('strict', STRICT), route('best effort', BEST_EFFORT)], target }
}

/** With the same rules as the demo's own connection. */
async function register(demo: DemoFile, target: Login, connection: string): Promise<void> {
  const { api } = await signIn('ada', demo)
  const { host, port, database, username, password } = target
  await api.connections.create.mutate({
    name: connection,
    host,
    port,
    database,
    username,
    password,
    tlsMode: target.tls ? 'require' : 'disable',
    durability: connection === STRICT ? 'strict' : 'best-effort',
  })
  const isOfDemo = ({ connections }: { readonly connections: readonly string[] }) =>
    connections.includes(demo.connection)
  const alike = <Item extends { readonly name: string }>(item: Item) => ({
    ...item,
    name: `${item.name}, ${connection}`,
    connections: [connection],
  })
  const { items: rules } = await api.rules.list.query()
  for (const rule of rules.filter(isOfDemo)) await api.rules.create.mutate(alike(rule))
  const { items: masks } = await api.maskingRules.list.query()
  for (const mask of masks.filter(isOfDemo)) await api.maskingRules.create.mutate(alike(mask))
}

/** The launcher writes down what it started: the console first, then the gateway. */
function programsOf(data: string): Process[] {
  const { children } = JSON.parse(readFileSync(join(data, 'processes.json'), 'utf8')) as {
    readonly children: readonly { readonly pid: number }[]
  }
  const [console, gateway] = children
  if (!console || !gateway) throw new Error('The launcher did not write down its programs')
  return [
    { name: 'gateway', pid: gateway.pid },
    { name: 'console', pid: console.pid },
  ]
}

/** Has the demo's target, which speaks none by itself, offer TLS with this certificate. */
async function turnOnTls(data: string, target: Login, { certFile, keyFile }: Certificate): Promise<void> {
  const kept = join(data, 'postgres', 'target.json')
  const { password } = JSON.parse(readFileSync(kept, 'utf8')) as { readonly password: string }
  const { host, port } = target
  const client = new pg.Client({ host, port, user: 'postgres', password, database: 'postgres' })
  await client.connect()
  await client.query(`alter system set ssl_cert_file = '${certFile}'`)
  const { rows } = await client.query<{ data_directory: string }>('show data_directory')
  const folder = rows[0]?.data_directory ?? ''
  const ownKey = join(folder, 'bench.key') // it takes none that others may read
  copyFileSync(keyFile, ownKey)
  const { uid, gid } = statSync(folder)
  chmodSync(ownKey, 0o600)
  chownSync(ownKey, uid, gid)
  await client.query(`alter system set ssl_key_file = '${ownKey}'`)
  await client.query('alter system set ssl = on')
  await client.query('select pg_reload_conf()')
  await client.end()
}
