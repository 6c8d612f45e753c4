/** What a name stands for, and whether the target has confirmed it. */
export interface Naming<T> {
  readonly value: T
  /** The pipeline (the messages between two Syncs) that gave the name. */
  readonly pipeline: number
  isConfirmed: boolean
}

interface Entry<T> extends Naming<T> {
  /** Counts the namings, so that a Close takes away only what was given before it. */
  readonly order: number
  /** Those who wait for the target's answer. */
  waiting: (() => void)[] | null
}

/** NAMEDATALEN - 1 in the PostgreSQL source. */
const MAX_NAME_BYTES = 63

const ASCII = /^[\x20-\x7e]*$/

/** The name as the target keeps it: longer ones are the same to it when they begin with the same bytes. */
export function nameInTarget(name: string): string {
  if (name === '') return name
  if (name.length <= MAX_NAME_BYTES && ASCII.test(name)) return name
  return Buffer.from(name).subarray(0, MAX_NAME_BYTES).toString('latin1')
}

/**
 * The names of prepared statements or portals. A name is given when its message is forwarded, but the
 * target may refuse it and keep what the name stood for before: until it answered, the name is not
 * confirmed, and after a refusal it falls back to the last naming that was not refused.
 */
export class Names<T> {
  /** By name, what it may stand for, oldest first: at most one that is confirmed, then those that are not. */
  private readonly names = new Map<string, Entry<T>[]>()
  private given = 0

  give(name: string, value: T, pipeline: number): Naming<T> {
    this.given += 1
    const entry: Entry<T> = { value, pipeline, waiting: null, isConfirmed: false, order: this.given }
    const key = nameInTarget(name)
    const entries = this.names.get(key)
    if (entries) entries.push(entry)
    else this.names.set(key, [entry])
    return entry
  }

  /** Whether `resolve` has to wait for the target, so that it must have been asked. */
  isAwaited(name: string, pipeline: number): boolean {
    const entry = this.entries(name).at(-1)
    return entry !== undefined && !entry.isConfirmed && entry.pipeline !== pipeline
  }

  /**
   * What the name stands for, for a message of `pipeline`. Within the pipeline that gave it, it needs no
   * confirmation: if the target refused it, it skips this message too. After that, the answer is awaited.
   */
  async resolve(name: string, pipeline: number): Promise<T | undefined> {
    await this.untilConfirmed(name, pipeline)
    return this.now(name)
  }

  /** Resolves when `now` tells what the name stands for. */
  async untilConfirmed(name: string, pipeline: number): Promise<void> {
    const entry = this.entries(name).at(-1)
    if (!entry || !this.isAwaited(name, pipeline)) return
    await new Promise<void>((resolve) => {
      entry.waiting = [...(entry.waiting ?? []), resolve]
    })
  }

  /** What the name stands for, if it is not awaited. */
  now(name: string): T | undefined {
    return this.entries(name).at(-1)?.value
  }

  /** The target's answer. */
  settle(name: string, naming: Naming<T>, succeeded: boolean): void {
    const entry = naming as Entry<T>
    const key = nameInTarget(name)
    const entries = this.names.get(key) ?? []
    if (succeeded && entries[0] === entry) {
      entry.isConfirmed = true
      return wake(entry)
    }
    // In place: answers come in order, so it stands first or second of what may be a long pipeline's namings.
    const at = entries.indexOf(entry)
    if (at >= 0) entries.splice(succeeded ? 0 : at, succeeded ? at : 1)
    if (entries.length === 0) this.names.delete(key)
    if (succeeded) entry.isConfirmed = true
    wake(entry)
  }

  /** Forgets what was given under the name so far. */
  remove(name: string): void {
    this.names.delete(nameInTarget(name))
  }

  /** For a Close: what it removes once the target has confirmed it. Names that are given until then stay. */
  closing(name: string): () => void {
    const before = this.given
    return () =>
      this.keep(
        name,
        this.entries(name).filter(({ order }) => order > before),
      )
  }

  get size(): number {
    return this.names.size
  }

  private entries(name: string): readonly Entry<T>[] {
    return this.names.get(nameInTarget(name)) ?? []
  }

  private keep(name: string, entries: Entry<T>[]): void {
    if (entries.length > 0) this.names.set(nameInTarget(name), entries)
    else this.names.delete(nameInTarget(name))
  }
}

function wake(entry: { waiting: (() => void)[] | null }): void {
  const { waiting } = entry
  if (!waiting) return
  entry.waiting = null
  for (const resolve of waiting) resolve()
}
