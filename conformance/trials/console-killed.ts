import { setTimeout } from 'node:timers/promises'
import { delivered } from './delivered'
import { judge } from './judge'
import { prepareProduct } from './product'
import { seeded, type Trial } from './trial'
import { prepareEffects, Writers } from './writers'

const CLIENTS = 4
/** As busy applications are: what piles up meanwhile is what has to be delivered in time. */
const PAUSE_MS = 50
const LONGEST_MS = 1_000
const DELIVERED_WITHIN_MS = 60_000

/**
 * kill -9 to the console at random moments under clients that write. Sessions go on as if nothing were, and all that
 * took effect meanwhile is delivered, once and in order.
 */
export function consoleKilled(rounds: number, seed: number): Trial {
  return {
    name: 'console killed',
    async run(say) {
      const product = await prepareProduct()
      const random = seeded(seed)
      const writers = new Writers(product, CLIENTS, PAUSE_MS)
      let console = await product.startConsole()
      const gateway = await product.startGateway()
      try {
        await prepareEffects(product)
        writers.start('console')
        await writers.allWrite()
        for (let round = 1; round <= rounds; round++) {
          await setTimeout(random() * LONGEST_MS)
          await console.kill()
          await setTimeout(random() * LONGEST_MS)
          console = await product.startConsole()
          await writers.allWrite()
          if (round % 20 === 0) say(`  killed ${round} times, ${writers.written} statements acknowledged`)
        }
        await writers.stop()
        const broken = [...writers.errors].map(([error, count]) => `${count} × ${error}`)
        say(`  clients that noticed: ${broken.join('; ') || 'none'}`)
        const tookMs = await delivered(product, DELIVERED_WITHIN_MS)
        say(
          `  ${tookMs === null ? 'not all was delivered' : `all was delivered after ${Math.round(tookMs)} ms`}`,
        )
        return (await judge(product, writers, say)) && broken.length === 0 && tookMs !== null
      } finally {
        await gateway.kill()
        await console.kill()
        await product.remove()
      }
    },
  }
}
