import { setTimeout } from 'node:timers/promises'
import type { RecordingIngest } from '@sallyport/api'

const ASK_AGAIN_MS = 1_000

/**
 * Sessions of which a frame was not taken because too much waits for the store. The gateway keeps what is not
 * acknowledged; when there is room again it is told where each goes on, and sends that once more.
 */
export class Deferred {
  readonly #sessions = new Set<string>()
  readonly #ingest: RecordingIngest
  readonly #goOn: (sessionId: string) => Promise<void>
  #isWaiting = false

  constructor(ingest: RecordingIngest, goOn: (sessionId: string) => Promise<void>) {
    this.#ingest = ingest
    this.#goOn = goOn
  }

  add(sessionId: string, signal: AbortSignal, giveUp: (error: unknown) => void): void {
    this.#sessions.add(sessionId)
    if (this.#isWaiting) return
    this.#isWaiting = true
    this.#wait(signal).then(() => {
      this.#isWaiting = false
    }, giveUp)
  }

  async #wait(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#sessions.size > 0) {
      if (!(await this.#ingest.hasRoom())) {
        await setTimeout(ASK_AGAIN_MS, undefined, { signal }).catch(() => undefined) // rejects when it fires
        continue
      }
      const sessions = [...this.#sessions]
      this.#sessions.clear()
      for (const sessionId of sessions) await this.#goOn(sessionId)
    }
  }
}
