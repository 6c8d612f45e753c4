import { randomUUID } from 'node:crypto'
import { connectDb, type Db } from '@sallyport/db'
import { type TestDatabase, testDatabase } from '@sallyport/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LiveHub, type LiveItem } from './hub'
import type { LiveMessage } from './message'
import { publish } from './publish'
import { LiveQueue } from './queue'

let database: TestDatabase
let db: Db
let hub: LiveHub

beforeAll(async () => {
  database = await testDatabase()
  db = connectDb(database.url)
  hub = new LiveHub(database.url)
})
afterAll(async () => {
  await hub.close()
  await db.$disconnect()
  await database.drop()
})

const policy = (version: number): LiveMessage => ({ topic: 'policy', organizationId: randomUUID(), version })

async function take(items: AsyncIterable<LiveItem>, count: number): Promise<LiveItem[]> {
  const taken: LiveItem[] = []
  for await (const item of items) {
    taken.push(item)
    if (taken.length === count) break
  }
  return taken
}

describe('LiveHub', () => {
  it('gives every reader what was published after it subscribed', async () => {
    const readers = await Promise.all([1, 2].map(() => hub.subscribe(new AbortController().signal)))
    const message = policy(1)
    await publish(db, message)
    for (const reader of readers) expect(await take(reader, 1)).toEqual([message])
  })

  it('gives what a transaction published when it commits, and nothing when it does not', async () => {
    const reader = await hub.subscribe(new AbortController().signal)
    const [lost, kept] = [policy(2), policy(3)]
    await db
      .$transaction(async (tx) => {
        await publish(tx, lost)
        throw new Error('rolled back')
      })
      .catch(() => undefined)
    await db.$transaction((tx) => publish(tx, kept))
    expect(await take(reader, 1)).toEqual([kept])
  })

  it('ends with its signal', async () => {
    const ended = new AbortController()
    const reader = await hub.subscribe(ended.signal)
    const reading = take(reader, 99)
    ended.abort()
    expect(await reading).toEqual([])
  })

  it('connects again after it was cut off, says that something may be missing, and goes on', async () => {
    const reader = await hub.subscribe(new AbortController().signal)
    await db.$queryRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'sallyport-live' AND datname = current_database()`
    expect(await take(reader, 1)).toEqual([{ topic: 'missed' }])
    const again = await hub.subscribe(new AbortController().signal)
    const message = policy(4)
    await publish(db, message)
    expect(await take(again, 1)).toEqual([message])
  })

  it('passes over what it does not understand', async () => {
    const reader = await hub.subscribe(new AbortController().signal)
    await db.$executeRaw`SELECT pg_notify('sallyport', 'not json')`
    await db.$executeRaw`SELECT pg_notify('sallyport', '{"topic":"of another version"}')`
    const message = policy(5)
    await publish(db, message)
    expect(await take(reader, 1)).toEqual([message])
  })
})

describe('LiveQueue', () => {
  it('keeps the order', async () => {
    const queue = new LiveQueue<number>()
    for (let item = 0; item < 5; item++) queue.push(item)
    const read: unknown[] = []
    for await (const item of queue.read(new AbortController().signal)) if (read.push(item) === 5) break
    expect(read).toEqual([0, 1, 2, 3, 4])
  })

  it('tells a reader who was too slow that it missed something, and holds no more than that', async () => {
    const queue = new LiveQueue<number>()
    for (let item = 0; item <= 1_000; item++) queue.push(item)
    queue.push(1_001)
    const read: unknown[] = []
    for await (const item of queue.read(new AbortController().signal)) if (read.push(item) === 2) break
    expect(read).toEqual([{ topic: 'missed' }, 1_001])
  })
})
