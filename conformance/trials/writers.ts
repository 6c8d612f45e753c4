import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import type { Product } from './product'

/** Clients that write one row after the other through the gateway, each under a name that its statement has too. */
export class Writers {
  /** What a client was told is done. */
  readonly acknowledged = new Set<string>()
  /** What clients were told of what was refused or broke, and how often. */
  readonly errors = new Map<string, number>()
  readonly #address: Product['address']
  readonly #clients: number
  readonly #pauseMs: number
  #isStopped = false
  #running: Promise<unknown> = Promise.resolve()
  #count = 0
  /** How often each client was told that something is done. */
  readonly #counts = new Map<number, number>()

  /** `pauseMs` between two statements of one client: not at all, where as much as possible is to be under way. */
  constructor({ address }: Product, clients: number, pauseMs = 0) {
    this.#pauseMs = pauseMs
    this.#address = address
    this.#clients = clients
  }

  start(round: string): void {
    this.#isStopped = false
    const each = Array.from({ length: this.#clients }, (_, client) =>
      this.#write(`${round}-${client}`, client),
    )
    this.#running = Promise.all(each)
  }

  /** Resolves when the last of them has noticed. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#running
  }

  /** Resolves when each of them was told again that something is done; rejects when that takes too long. */
  async allWrite(withinMs = 120_000): Promise<void> {
    const before = new Map(this.#counts)
    const hasAll = () =>
      Array.from({ length: this.#clients }, (_, client) => client).every(
        (client) => (this.#counts.get(client) ?? 0) > (before.get(client) ?? 0),
      )
    for (const end = Date.now() + withinMs; !hasAll(); await setTimeout(20)) {
      if (Date.now() > end)
        throw new Error(`Not all clients can write: ${[...this.errors.keys()].join('; ')}`)
    }
  }

  get written(): number {
    return this.acknowledged.size
  }

  /** As an application does: connects anew when its connection is gone, and never says the same thing twice. */
  async #write(name: string, number: number): Promise<void> {
    while (!this.#isStopped) {
      const client = new pg.Client({
        ...this.#address,
        connectionTimeoutMillis: 20_000,
        query_timeout: 60_000,
      })
      client.on('error', () => undefined) // the gateway was killed: that is what this is about
      try {
        await client.connect()
        while (!this.#isStopped) {
          await this.#insert(client, `${name}-${this.#count++}`)
          this.#counts.set(number, (this.#counts.get(number) ?? 0) + 1)
          if (this.#pauseMs > 0) await setTimeout(this.#pauseMs)
        }
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error)
        this.errors.set(said, (this.errors.get(said) ?? 0) + 1)
        await setTimeout(50)
      } finally {
        await client.end().catch(() => undefined)
      }
    }
  }

  async #insert(client: pg.Client, id: string): Promise<void> {
    await client.query(`insert into effects values ('${id}')`)
    this.acknowledged.add(id)
  }
}

export async function prepareEffects({ targetUrl }: Product): Promise<void> {
  await onTarget(targetUrl, 'create table effects (id text primary key)')
}

/** What took effect. */
export async function effectsOf({ targetUrl }: Product): Promise<ReadonlySet<string>> {
  const rows = await onTarget(targetUrl, 'select id from effects')
  return new Set(rows.map((row) => String(row.id)))
}

async function onTarget(url: string, text: string): Promise<readonly { readonly id?: unknown }[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<{ id?: unknown }>(text)).rows
  } finally {
    await client.end()
  }
}
