/** What a name stands for, and whether the target has confirmed it. */
export interface Naming<T> {
  readonly value: T
  /** The pipeline (the messages between two Syncs) that gave the name. */
  readonly pipeline: number
  /** Resolves when the target has answered. */
  readonly settled: Promise<void>
  isConfirmed: boolean
}

interface Entry<T> extends Naming<T> {
  previous: Entry<T> | undefined
  readonly resolve: () => void
}

/**
 * The names of prepared statements or portals. A name is given when its message is forwarded, but the
 * target may refuse it and keep what the name stood for before: until it answered, the name is not
 * confirmed, and after a refusal it falls back.
 */
export class Names<T> {
  private readonly names = new Map<string, Entry<T>>()

  give(name: string, value: T, pipeline: number): Naming<T> {
    let resolve = () => {}
    const settled = new Promise<void>((done) => {
      resolve = done
    })
    const entry: Entry<T> = {
      value,
      pipeline,
      settled,
      resolve,
      isConfirmed: false,
      previous: this.names.get(name),
    }
    this.names.set(name, entry)
    return entry
  }

  /**
   * What the name stands for, for a message of `pipeline`. Within the pipeline that gave it, it needs no
   * confirmation: if the target refused it, it skips this message too. After that, the answer is awaited.
   */
  async resolve(name: string, pipeline: number): Promise<T | undefined> {
    const entry = this.names.get(name)
    if (!entry || entry.isConfirmed || entry.pipeline === pipeline) return entry?.value
    await entry.settled
    return this.names.get(name)?.value
  }

  /** The target's answer. */
  settle(name: string, naming: Naming<T>, succeeded: boolean): void {
    const entry = naming as Entry<T>
    const current = this.names.get(name) === entry
    if (succeeded) entry.isConfirmed = true
    else if (current && entry.previous) this.names.set(name, entry.previous)
    else if (current) this.names.delete(name)
    if (succeeded) entry.previous = undefined
    entry.resolve()
  }

  remove(name: string): void {
    this.names.delete(name)
  }

  get size(): number {
    return this.names.size
  }
}
