import { SallyportError } from '@sallyport/core'

/** Lets a few run at a time and some wait; who comes when too many wait is turned away. */
export class Turns {
  readonly #most: number
  readonly #mostWaiting: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(most: number, mostWaiting: number) {
    this.#most = most
    this.#mostWaiting = mostWaiting
  }

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#most) await this.#wait()
    else this.#running += 1
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next)
        next() // takes over our turn
      else this.#running -= 1
    }
  }

  async #wait(): Promise<void> {
    if (this.#waiting.length >= this.#mostWaiting) {
      throw new SallyportError('LIMIT_EXCEEDED', 'Too many people sign in right now: try again in a moment')
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}
