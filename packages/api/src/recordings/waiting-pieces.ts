import type { Db } from '@sallyport/db'

/** How old a figure may be while nothing is stored. */
const MEASURED_FOR_MS = 60_000
/** So often it is asked whether there is room again. */
const ASK_AGAIN_MS = 1_000
/** It is measured anew after this share of the bound was added here; other consoles add as well. */
const SHARE = 16

/**
 * How much of recordings waits in the database to be sealed into the store. A store that is away must not fill the
 * database: what is over the bound is not taken, and waits in the gateways' spools.
 */
export class WaitingPieces {
  readonly #db: Db
  readonly #maxBytes: number
  #bytes = 0
  #added = 0
  #measuredAt = Number.NEGATIVE_INFINITY
  #measuring: Promise<void> | null = null

  constructor(db: Db, maxBytes: number) {
    this.#db = db
    this.#maxBytes = maxBytes
  }

  add(bytes: number): void {
    this.#added += bytes
  }

  /** Whether more may be taken. */
  async hasRoom(): Promise<boolean> {
    const age = performance.now() - this.#measuredAt
    const isFull = this.#bytes + this.#added > this.#maxBytes
    if (age > MEASURED_FOR_MS || this.#added > this.#maxBytes / SHARE || (isFull && age > ASK_AGAIN_MS)) {
      this.#measuring ??= this.#measure().finally(() => {
        this.#measuring = null
      })
      await this.#measuring
    }
    return this.#bytes + this.#added <= this.#maxBytes
  }

  async #measure(): Promise<void> {
    this.#added = 0
    const { _sum } = await this.#db.recordingPiece.aggregate({ _sum: { bytes: true } })
    this.#bytes = _sum.bytes ?? 0
    this.#measuredAt = performance.now()
  }
}
