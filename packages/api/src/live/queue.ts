/** What a reader gets instead of messages that it was too slow for, or that came while LISTEN was down. */
export const MISSED = { topic: 'missed' } as const
export type Missed = typeof MISSED

const CAPACITY = 1_000

/** A bounded queue between the one who publishes and one reader. Full: everything in it becomes one MISSED. */
export class LiveQueue<Message> {
  #items: (Message | Missed)[] = []
  #wake: (() => void) | null = null

  push(item: Message | Missed): void {
    if (this.#items.length >= CAPACITY) this.#items = [MISSED]
    else this.#items.push(item)
    this.#wake?.()
  }

  /** Yields until the signal fires. */
  async *read(signal: AbortSignal): AsyncGenerator<Message | Missed> {
    const wake = () => this.#wake?.()
    signal.addEventListener('abort', wake)
    try {
      while (!signal.aborted) {
        const items = this.#items
        this.#items = []
        if (items.length > 0) yield* items
        else await this.#sleep(signal)
      }
    } finally {
      signal.removeEventListener('abort', wake)
    }
  }

  async #sleep(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      if (signal.aborted) resolve()
    })
    this.#wake = null
  }
}
