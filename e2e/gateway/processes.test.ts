import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pendingApproval, settled } from '../pending'
import { signIn } from '../person'
import { cancelRequest } from '../pg-client'
import { demoFile, type RunningProduct, startProduct } from '../product'

// A product whose gateway has three processes; the one that the other tests share has one.
let product: RunningProduct
beforeAll(async () => {
  product = await startProduct({}, { SALLYPORT_PROCESSES: '3' })
})
afterAll(() => product.remove())

async function connect(): Promise<pg.Client> {
  const { gateway, agent, connection } = demoFile(product.data)
  const client = new pg.Client({
    ...gateway.postgres,
    user: agent.name,
    password: agent.token,
    database: connection,
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => undefined) // its process may be killed
  await client.connect()
  return client
}

/** The process ids of the gateway's processes. */
function processes(): number[] {
  const { children } = JSON.parse(readFileSync(join(product.data, 'processes.json'), 'utf8'))
  const listed = execFileSync('ps', ['-o', 'pid=', '--ppid', String(children[1].pid)], { encoding: 'utf8' })
  return listed.split('\n').filter(Boolean).map(Number)
}

const canConnect = () =>
  connect().then(
    (client) => client.end().then(() => true),
    () => false,
  )

const isAlive = (client: pg.Client) =>
  client.query('select 1').then(
    () => true,
    () => false,
  )

describe('a gateway of several processes', () => {
  it('is one gateway to the console', async () => {
    expect(processes()).toHaveLength(3)
    const { api } = await signIn('ada', demoFile(product.data))
    const clients = await Promise.all([connect(), connect(), connect()])
    expect((await api.gateways.list.query()).items).toMatchObject([
      { online: true, current: true, liveSessions: 3 },
    ])
    await Promise.all(clients.map((client) => client.end()))
  })

  it('cancels a held statement whichever process the request comes to', async () => {
    const client = await connect()
    for (let times = 0; times < 4; times++) {
      const held = once(client, 'notice')
      const ended = client
        .query(`update orders set status = 'paid' where id = ${times}`)
        .catch((error) => error)
      await held
      await cancelRequest(client, demoFile(product.data))
      expect(await ended).toMatchObject({ code: '57014' })
    }
    await client.end()
  })

  it('keeps the other sessions, and the recordings of its own, when one is killed', async () => {
    const { api } = await signIn('ada', demoFile(product.data))
    const before = new Set((await api.sessions.list.query({})).items.map(({ id }) => id))
    const clients: pg.Client[] = []
    while (clients.length < 6) clients.push(await connect())
    for (const client of clients) await client.query(`select 'before the end'`)
    const [, victim = 0] = processes()
    process.kill(victim, 'SIGKILL')

    const alive = (await Promise.all(clients.map(isAlive))).filter(Boolean).length
    const dead = clients.length - alive
    expect(alive).toBeGreaterThan(0)
    expect(dead).toBeGreaterThan(0)
    while (processes().length < 3 || processes().includes(victim)) await setTimeout(100)
    for (let times = 0; times < 3; times++) {
      const client = await connect()
      expect(await isAlive(client)).toBe(true)
      await client.end()
    }

    const lost = async () => {
      const { items } = await api.sessions.list.query({})
      return items.filter(({ id, endReason }) => !before.has(id) && endReason === 'gateway lost')
    }
    while ((await lost()).length < dead) await setTimeout(200)
    for (const { id } of await lost()) {
      const { items } = await api.sessions.statements.query({ id })
      expect(items).toMatchObject([{ text: `select 'before the end'`, status: 'done' }])
    }
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)))
  })

  it('runs nothing of what it held when it is killed, and a retry once it is approved, once', async () => {
    const { api } = await signIn('alan', demoFile(product.data))
    const text = `update orders set amount = 7700.77 where id = 77`
    const amountNow = async () => {
      const client = await connect()
      const { rows } = await client.query<{ amount: string }>('select amount from orders where id = 77')
      await client.end()
      return rows[0]?.amount
    }
    const before = await amountNow()
    const held = await connect()
    const outcome = held.query(text).then(
      () => 'ran',
      () => 'lost',
    )
    const id = await pendingApproval(api, '7700.77')
    for (const pid of processes()) process.kill(pid, 'SIGKILL')
    expect(await outcome).toBe('lost')

    // it waits for its client to ask again, and a yes alone runs nothing
    await api.approvals.decide.mutate({ id, verdict: 'approved' })
    while (!(await canConnect())) await setTimeout(200)
    expect(await amountNow()).toBe(before)

    const again = await connect()
    await again.query(text)
    expect(await amountNow()).toBe('7700.77')
    await settled(api, id, 'consumed')

    // the yes is spent
    const third = again.query(text).catch((error: unknown) => error)
    const next = await pendingApproval(api, '7700.77')
    expect(next).not.toBe(id)
    await api.approvals.decide.mutate({ id: next, verdict: 'rejected', reason: 'once is enough' })
    expect(String(await third)).toContain('once is enough')
    await again.end()
    await held.end().catch(() => undefined)
  })
})
