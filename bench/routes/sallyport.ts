import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoFile, startProduct } from '../../e2e/product'
import type { Ending } from '../ending'
import type { Login, Process, Route } from './route'

/**
 * The built product as `npm start` has it, in a data directory of its own that is removed afterwards: rules, the
 * demo's masking rules, recordings with their hash chain, each flushed to the disk and taken by the console.
 */
export async function startSallyport(ending: Ending): Promise<{ sallyport: Route; target: Login }> {
  const product = await startProduct()
  ending.data = product.data
  ending.defer(() => product.remove())
  ending.signal.throwIfAborted()

  const { gateway, agent, connection, target } = demoFile(product.data)
  const { port } = gateway.postgres
  const password = readFileSync(join(product.data, 'target-password'), 'utf8').trim()
  return {
    sallyport: {
      name: 'Sallyport',
      login: {
        host: '127.0.0.1',
        port,
        database: connection,
        username: agent.name,
        password: agent.token,
      },
      processes: programsOf(product.data),
    },
    target: { ...target, password },
  }
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
