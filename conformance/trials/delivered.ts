import { setTimeout } from 'node:timers/promises'
import type { Product } from './product'

/** How long it takes until the gateway says that the console has all that it recorded; null: longer than that. */
export async function delivered({ db }: Product, withinMs: number): Promise<number | null> {
  const since = new Date()
  const began = performance.now()
  while (performance.now() - began < withinMs) {
    const all = { spoolBytes: 0, lastSeenAt: { gt: since } }
    if ((await db.gateway.count({ where: all })) > 0) return performance.now() - began
    await setTimeout(200)
  }
  return null
}
