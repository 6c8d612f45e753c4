const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What must be undone at the end, last first, and the signals that ask for the end. */
export class Shutdown {
  readonly #undo: (() => Promise<void>)[] = []
  #isOver = false
  /** The signal's name, once there was one. */
  signal: string | null = null
  /** Settles at the first signal. A second one ends the process at once; the next start cleans up after it. */
  readonly asked: Promise<string>

  constructor() {
    this.asked = new Promise((resolve) => {
      for (const name of SIGNALS) {
        process.on(name, () => {
          if (this.signal) process.exit(130)
          this.signal = name
          resolve(name)
        })
      }
    })
  }

  /** Undone at once when the end has come already, as for what was still starting then. */
  async defer(undo: () => Promise<void>): Promise<void> {
    if (this.#isOver) await undo()
    else this.#undo.push(undo)
  }

  async run(): Promise<void> {
    this.#isOver = true
    for (let undo = this.#undo.pop(); undo; undo = this.#undo.pop()) {
      try {
        await undo()
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`) // and on with the rest
      }
    }
  }
}
