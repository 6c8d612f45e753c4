import type { Outbox } from './outbox'

interface Ending {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Takes one chunk after the other, and none while it is busy with one, or while the box that it fills is full. */
export class Consumer {
  isReady = true
  private readonly handle: (chunk: Buffer) => boolean | Promise<boolean>
  private readonly box: Outbox
  private readonly ending: Ending

  constructor(handle: (chunk: Buffer) => boolean | Promise<boolean>, box: Outbox, ending: Ending) {
    this.handle = handle
    this.box = box
    this.ending = ending
  }

  /** `then` is called when it is ready for the next one, which may be at once. */
  take(chunk: Buffer, then: () => void): void {
    try {
      const going = this.handle(chunk)
      if (typeof going === 'boolean') return this.goOn(going, then)
      this.isReady = false
      going.then(
        (isGoing) => this.goOn(isGoing, then),
        (error: unknown) => this.fail(error),
      )
    } catch (error) {
      this.fail(error)
    }
  }

  end(): void {
    this.isReady = false
    this.ending.resolve()
  }

  private goOn(isGoing: boolean, then: () => void): void {
    if (!isGoing) return this.end()
    if (!this.box.isFull) {
      this.isReady = true
      return then()
    }
    this.isReady = false
    this.box.whenEmpty(() => {
      this.isReady = true
      then()
    })
  }

  private fail(error: unknown): void {
    this.isReady = false
    this.ending.reject(error)
  }
}
