import { setTimeout } from 'node:timers/promises'
import { judge } from './judge'
import { prepareProduct } from './product'
import { seeded, type Trial } from './trial'
import { prepareEffects, Writers } from './writers'

const CLIENTS = 4
const LONGEST_MS = 1_500

/**
 * kill -9 to the gateway at random moments under clients that write. Whatever took effect at the target must be in
 * a recording, whose chain is whole and whose session has ended.
 */
export function crash(rounds: number, seed: number): Trial {
  return {
    name: 'crash',
    async run(say) {
      const product = await prepareProduct()
      const random = seeded(seed)
      const console = await product.startConsole()
      const writers = new Writers(product, CLIENTS)
      const starts: number[] = []
      try {
        await prepareEffects(product)
        for (let round = 1; round <= rounds; round++) {
          const began = performance.now()
          const gateway = await product.startGateway()
          starts.push(performance.now() - began)
          const before = writers.written
          writers.start(`r${round}`)
          // So that a round is one under load, and not one in which nobody has connected yet.
          while (writers.written === before && gateway.isRunning) await setTimeout(5)
          await setTimeout(random() * LONGEST_MS)
          await gateway.kill()
          await writers.stop()
          if (round % 20 === 0) say(`  killed ${round} times, ${writers.written} statements acknowledged`)
        }
        const last = await product.startGateway()
        const isWell = await judge(product, writers, say)
        const middle = starts.toSorted((one, other) => one - other)[starts.length >> 1] ?? 0
        say(`  a start with what was left in the spool took ${Math.round(middle)} ms in the middle`)
        await last.kill()
        return isWell
      } finally {
        await console.kill()
        await product.remove()
      }
    },
  }
}
