import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { PlainError } from '../scripts/run.mjs'

const LAUNCHER_MS = 15_000

/** What was started and must be stopped, last first, also when a signal ends the run. */
export class Ending {
  readonly #stops: (() => Promise<unknown>)[] = []
  readonly #controller = new AbortController()
  #isInterrupted = false
  /** The product's data directory, once it runs. */
  data = ''

  constructor() {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(name, () => {
        this.#isInterrupted ||= name === 'SIGINT'
        process.exitCode = 130
        this.#controller.abort(new PlainError('Stopped.'))
      })
    }
  }

  /** Fires when the run shall end. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  defer(stop: () => Promise<unknown>): void {
    this.#stops.push(stop)
  }

  async run(): Promise<void> {
    // Ctrl-C reached the launcher too, and a second signal would make it leave its databases running.
    if (this.#isInterrupted) await this.#launcherHasStopped()
    for (let stop = this.#stops.pop(); stop; stop = this.#stops.pop()) {
      await stop().catch((error: unknown) => process.stderr.write(`${String(error)}\n`)) // and on with the rest
    }
  }

  async #launcherHasStopped(): Promise<void> {
    const file = join(this.data, 'processes.json')
    for (const end = Date.now() + LAUNCHER_MS; existsSync(file) && Date.now() < end; ) await setTimeout(50)
  }
}
