import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { signIn } from '../../e2e/person'
import { demoFile, startProduct } from '../../e2e/product'
import type { DemoFile } from '../../scripts/launch/demo/demo-file'
import type { Ending } from '../ending'
import type { Login, Process, Route } from './route'

const BEST_EFFORT = 'shop-best-effort'

/**
 * The built product as `npm start` has it, in a data directory of its own that is removed afterwards: rules, the
 * demo's masking rules, recordings with their hash chain, each flushed to the disk and taken by the console. A second
 * connection to the same database does not wait for the disk.
 */
export async function startSallyport(ending: Ending): Promise<{ routes: readonly Route[]; target: Login }> {
  const product = await startProduct()
  ending.data = product.data
  ending.defer(() => product.remove())
  ending.signal.throwIfAborted()

  const demo = demoFile(product.data)
  const password = readFileSync(join(product.data, 'target-password'), 'utf8').trim()
  const target = { ...demo.target, password }
  await registerBestEffort(demo, target)
  const processes = programsOf(product.data)
  const route = (name: string, database: string): Route => ({
    name,
    login: {
      host: '127.0.0.1',
      port: demo.gateway.postgres.port,
      database,
      username: demo.agent.name,
      password: demo.agent.token,
    },
    processes: processes.map((each) => ({ ...each, name: `${each.name}, ${name}` })),
  })
  return { routes: [route('Sallyport', demo.connection), route('best effort', BEST_EFFORT)], target }
}

/** With the same rules as the demo's own connection. */
async function registerBestEffort(demo: DemoFile, target: Login): Promise<void> {
  const { api } = await signIn('ada', demo)
  const { host, port, database, username, password } = target
  await api.connections.create.mutate({
    name: BEST_EFFORT,
    host,
    port,
    database,
    username,
    password,
    tlsMode: 'disable',
    durability: 'best-effort',
  })
  const isOfDemo = ({ connections }: { readonly connections: readonly string[] }) =>
    connections.includes(demo.connection)
  const alike = <Item extends { readonly name: string }>(item: Item) => ({
    ...item,
    name: `${item.name}, best effort`,
    connections: [BEST_EFFORT],
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
