/** Wakes one waiter. A ring that nobody waits for is remembered, so that none is lost between two waits. */
export class Bell {
  private isRung = false
  private wake: (() => void) | null = null

  readonly ring = (): void => {
    this.isRung = true
    this.wake?.()
  }

  /** Resolves at the next ring, at once if it rang since the last wait, and after `timeoutMs` at the latest. */
  async rung(timeoutMs: number): Promise<void> {
    if (!this.isRung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.wake = null
    this.isRung = false
  }
}
