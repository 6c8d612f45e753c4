import { setTimeout } from 'node:timers/promises'
import { BlackHole } from './black-hole'
import { delivered } from './delivered'
import { judge } from './judge'
import { type Product, prepareProduct } from './product'
import type { Trial } from './trial'
import { prepareEffects, Writers } from './writers'

const CLIENTS = 4
/** As busy applications are: what piles up meanwhile is what has to be delivered in time. */
const PAUSE_MS = 50
const DELIVERED_WITHIN_MS = 60_000

/** Something between the gateway and what keeps its recordings that goes away for a while. */
interface Outage {
  readonly name: string
  readonly seconds: number
  /** What the gateway takes for the console's address. */
  readonly prepare: (
    product: Product,
  ) => Promise<{ readonly consoleUrl?: string; readonly close: () => void }>
  readonly begin: (product: Product) => Promise<void> | void
  readonly end: (product: Product) => Promise<void> | void
}

/** Sessions go on under the policy that they have, and all that took effect is delivered within a minute of the end. */
function outage({ name, seconds, prepare, begin, end }: Outage): Trial {
  return {
    name,
    async run(say) {
      const product = await prepareProduct()
      const writers = new Writers(product, CLIENTS, PAUSE_MS)
      const console = await product.startConsole()
      const { consoleUrl, close } = await prepare(product)
      const gateway = await product.startGateway(consoleUrl ? { SALLYPORT_CONSOLE_URL: consoleUrl } : {})
      try {
        await prepareEffects(product)
        writers.start('outage')
        await writers.allWrite()
        await begin(product)
        const before = writers.written
        for (const until = Date.now() + seconds * 1_000; Date.now() < until; ) {
          await writers.allWrite()
          await setTimeout(1_000)
        }
        say(`  away for ${seconds} s, in which ${writers.written - before} statements were acknowledged`)
        await end(product)
        await writers.stop()
        const tookMs = await delivered(product, DELIVERED_WITHIN_MS)
        say(
          `  ${tookMs === null ? 'not all was delivered' : `all was delivered ${Math.round(tookMs)} ms after it`}`,
        )
        const broken = [...writers.errors].map(([error, count]) => `${count} × ${error}`)
        say(`  clients that noticed: ${broken.join('; ') || 'none'}`)
        return (await judge(product, writers, say)) && broken.length === 0 && tookMs !== null
      } finally {
        await gateway.kill()
        await console.kill()
        close()
        await product.remove()
      }
    },
  }
}

export function databaseStopped(seconds: number): Trial {
  return outage({
    name: 'database stopped',
    seconds,
    prepare: async () => ({ close: () => undefined }),
    begin: (product) => product.stopDatabase(),
    end: (product) => product.startDatabase(),
  })
}

export function networkCut(seconds: number): Trial {
  let hole: BlackHole | null = null
  return outage({
    name: 'network cut',
    seconds,
    async prepare({ consolePort }) {
      const between = new BlackHole(consolePort)
      hole = between
      return { consoleUrl: `http://localhost:${await between.listen()}`, close: () => between.close() }
    },
    begin: () => hole?.cut(),
    end: () => hole?.mend(),
  })
}
