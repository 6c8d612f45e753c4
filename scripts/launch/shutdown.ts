const ONE_KEY_PRESS_MS = 500
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What must be undone at the end, last first, and the signals that ask for the end. */
export class Shutdown {
  readonly #undo: (() => Promise<void>)[] = []
  #isOver = false
  /** The signal's name, once there was one. */
  signal: string | null = null
  /** Settles at the first signal. A later one ends the process at once; the next start cleans up after it. */
  readonly asked: Promise<string>

  constructor() {
    this.asked = new Promise((resolve) => {
      let askedAt = 0
      const ask = (name: string) => {
        // A terminal's Ctrl-C may come twice, once through npm.
        if (this.signal && Date.now() - askedAt > ONE_KEY_PRESS_MS) process.exit(130)
        if (this.signal) return
        this.signal = name
        askedAt = Date.now()
        resolve(name)
      }
      for (const name of SIGNALS) process.on(name, () => ask(name))
      whenOrphaned(() => this.signal ?? ask('orphaned'))
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

const LOOK_MS = 500

/** Who stops `npm start` by a signal to npm ends npm and its shell; neither passes the signal on to us. */
function whenOrphaned(act: () => void): void {
  const parent = process.ppid
  if (!process.env.npm_lifecycle_event) return // started directly, perhaps to outlive its shell
  setInterval(() => process.ppid !== parent && act(), LOOK_MS).unref()
}
