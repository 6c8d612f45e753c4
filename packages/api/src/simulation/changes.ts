import type { IdentityKind, Operation } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { StatementGroup } from './read-groups'
import type { Verdict } from './simulate'

const MAX_KINDS = 20_000
const LISTED = 100
const TEXT_LENGTH = 500

/** Statements that do the same, by the same identity on the same connection, and are decided otherwise. */
export interface SimulatedChange {
  readonly before: Verdict
  readonly after: Verdict
  readonly identity: { readonly id: string; readonly name: string; readonly kind: IdentityKind }
  readonly connection: string
  readonly operations: readonly Operation[]
  readonly count: number
  readonly lastAt: Date
  /** One of them, to look at. */
  readonly example: { readonly sessionId: string; readonly number: number; readonly text: string }
}

type Kind = Omit<SimulatedChange, 'example'> & { readonly example: { sessionId: string; number: number } }

/** Gathers what changes. The most frequent kinds are listed; everything is counted. */
export class Changes {
  readonly totals = { newlyHeld: 0, newlyDenied: 0, newlyAllowed: 0 }
  readonly #kinds = new Map<string, Kind>()
  #beyond = 0

  add(group: StatementGroup, before: Verdict, after: Verdict): void {
    const { count, who, connection, setId, sessionId, number, lastAt } = group
    if (after.effect === 'hold') this.totals.newlyHeld += count
    else if (after.effect === 'deny') this.totals.newlyDenied += count
    else this.totals.newlyAllowed += count

    const key = JSON.stringify([before, after, who.id, connection, setId])
    const known = this.#kinds.get(key)
    if (!known && this.#kinds.size >= MAX_KINDS) {
      this.#beyond += count
      return
    }
    const isLater = !known || lastAt > known.lastAt
    this.#kinds.set(key, {
      before,
      after,
      identity: { id: who.id, name: who.name, kind: who.kind },
      connection,
      operations: group.operations ?? [],
      count: (known?.count ?? 0) + count,
      lastAt: isLater ? lastAt : known.lastAt,
      example: isLater ? { sessionId, number } : known.example,
    })
  }

  async list(db: Db): Promise<{ changes: readonly SimulatedChange[]; unlisted: number }> {
    const sorted = [...this.#kinds.values()].sort((one, other) => other.count - one.count)
    const listed = sorted.slice(0, LISTED)
    const rows = await db.statement.findMany({
      where: { OR: listed.map(({ example }) => example) },
      select: { sessionId: true, number: true, text: true },
    })
    const texts = new Map(rows.map(({ sessionId, number, text }) => [`${sessionId} ${number}`, text]))
    const changes = listed.map(({ example, ...kind }) => {
      const text = texts.get(`${example.sessionId} ${example.number}`) ?? ''
      return { ...kind, example: { ...example, text: text.slice(0, TEXT_LENGTH) } }
    })
    const rest = sorted.slice(LISTED).reduce((sum, { count }) => sum + count, 0)
    return { changes, unlisted: rest + this.#beyond }
  }
}
