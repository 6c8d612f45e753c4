import { SallyportError } from '@sallyport/core'
import { SEGMENT_BYTES, type Sealing, sealSegment } from './seal-segment'
import { noteStoreFailure, noteStoreWorks } from './store-health'

/** What came this long ago is sealed although it is little, so that a quiet session is not without a signature. */
const SEAL_AFTER_MS = 60_000
const AT_ONCE = 100

/** Turns what waits of recordings into segments, one recording at a time in this process. */
export class Sealer {
  readonly #parts: Sealing
  readonly #report: (error: unknown) => void
  readonly #wanted = new Set<string>()
  #working: Promise<void> = Promise.resolve()
  #isWorking = false
  /** The store was away when it was last tried; null: not tried yet. */
  #isAway: boolean | null = null

  constructor(parts: Sealing, report: (error: unknown) => void) {
    this.#parts = parts
    this.#report = report
  }

  /** Seals soon what the session has waiting. */
  want(sessionId: string): void {
    this.#wanted.add(sessionId)
    if (this.#isWorking) return
    this.#isWorking = true
    this.#working = this.#work()
  }

  /** Seals what has waited long enough, of ended sessions first. Called every now and then. */
  async sweep(now = Date.now()): Promise<void> {
    const due = await this.#parts.db.recordingPiece.findMany({
      where: {
        OR: [
          { receivedAt: { lt: new Date(now - SEAL_AFTER_MS) } },
          { session: { endedAt: { not: null } } },
          { bytes: { gte: SEGMENT_BYTES } },
        ],
      },
      distinct: ['sessionId'],
      select: { sessionId: true },
      take: AT_ONCE,
    })
    for (const { sessionId } of due) this.want(sessionId)
    await this.#working
  }

  /** Resolves when nothing is being sealed. */
  async idle(): Promise<void> {
    await this.#working
  }

  async #work(): Promise<void> {
    for (const sessionId of this.#wanted) {
      this.#wanted.delete(sessionId)
      try {
        while (await sealSegment(this.#parts, sessionId)) await this.#note(null)
      } catch (error) {
        if (error instanceof SallyportError && error.code === 'UNAVAILABLE') {
          // The others would wait for the same store. All that waits is found by the next sweep.
          this.#wanted.clear()
          await this.#note(error)
          break
        }
        // Another console sealed it, or it was deleted. What is left is found by the next sweep.
        const isRace = error instanceof SallyportError && ['CONFLICT', 'NOT_FOUND'].includes(error.code)
        if (!isRace) this.#report(error)
      }
    }
    this.#isWorking = false
  }

  /** Tells people when the store goes away, and when it is back. */
  async #note(failure: SallyportError | null): Promise<void> {
    const isAway = failure !== null
    if (this.#isAway === isAway) return
    try {
      if (failure) {
        this.#report(failure)
        await noteStoreFailure(this.#parts.db, failure.message)
      } else await noteStoreWorks(this.#parts.db)
      this.#isAway = isAway
    } catch (error) {
      this.#report(error)
    }
  }
}
