import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoFile, type RunningProduct, startProduct } from '../product'

// A product of its own, which is stopped and killed; the one that the other tests share is left alone.
let product: RunningProduct
beforeAll(async () => {
  product = await startProduct()
})
afterAll(() => product.remove())

async function askGateway(sql: string): Promise<unknown> {
  const { gateway, agent, connection } = demoFile(product.data)
  const client = new pg.Client({
    ...gateway.postgres,
    user: agent.name,
    password: agent.token,
    database: connection,
  })
  await client.connect()
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}

describe('the launcher', () => {
  it('writes what it printed into demo.json, for its owner alone', async () => {
    const demo = demoFile(product.data)
    expect(demo).toMatchObject({
      consoleUrl: `http://localhost:${product.consolePort}`,
      gateway: {
        postgres: { host: 'localhost', port: product.postgresPort },
        mcp: `http://localhost:${product.mcpPort}/mcp`,
      },
      agent: { name: 'reporting-agent' },
      connection: 'shop',
    })
    expect(product.output()).toContain(
      `PGPASSWORD=${demo.agent.token} psql -h localhost -p ${product.postgresPort}`,
    )
    for (const { email, password } of demo.people)
      expect(product.output()).toMatch(new RegExp(`${email} +${password} `))
    for (const name of ['demo.json', 'demo-state.json', 'master.key', 'gateway.token', 'sign-in.secret']) {
      expect((await stat(join(product.data, name))).mode & 0o777, name).toBe(0o600)
    }
  })

  it('refuses a second start on the same directory, and leaves the first alone', async () => {
    const { data, consolePort, postgresPort, mcpPort } = product
    await expect(startProduct({ data, consolePort, postgresPort, mcpPort })).rejects.toThrow(
      `Sallyport is running already on ${data}`,
    )
    expect(await askGateway('select count(*)::int from orders')).toBe(22_000)
  })

  it('recovers after kill -9, with the same people and a new token', { timeout: 120_000 }, async () => {
    const before = demoFile(product.data)
    await product.kill()
    product = await startProduct(product)
    const after = demoFile(product.data)
    expect(after.people).toEqual(before.people)
    expect(after.agent.token).not.toBe(before.agent.token)
    expect(await askGateway('select count(*)::int from customers')).toBe(8000)
  })

  it('stops everything at once when a program dies, and says which', { timeout: 120_000 }, async () => {
    const { children } = JSON.parse(readFileSync(join(product.data, 'processes.json'), 'utf8'))
    process.kill(children[1].pid, 'SIGKILL')
    expect(await product.ended).toBe(1)
    expect(product.output()).toContain('The gateway ended (SIGKILL).')
    await expect(fetch(`http://localhost:${product.consolePort}`)).rejects.toThrow()
  })

  it('names the variable of a port that is taken, and starts nothing', async () => {
    const holder = createServer().listen(product.postgresPort, '127.0.0.1')
    await new Promise((resolve) => holder.once('listening', resolve))
    await expect(startProduct(product)).rejects.toThrow(
      /Port \d+, which the gateway needs, is taken.*SALLYPORT_POSTGRES_PORT/s,
    )
    holder.close()
  })

  it('starts again after an ordered stop, and stops again', { timeout: 120_000 }, async () => {
    product = await startProduct(product)
    expect(await askGateway('select 1')).toBe(1)
    expect(await product.stop()).toBe(0)
  })
})
