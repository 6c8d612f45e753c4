import type { Effect, Identity, Operation } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { classesOf, evaluate } from '@sallyport/policy'
import type { PolicyRules } from '../policy/load-policy'
import { Changes, type SimulatedChange } from './changes'
import { readGroups } from './read-groups'

const DAY_MS = 24 * 3_600_000

export interface Simulation {
  readonly from: Date
  readonly days: number
  readonly statements: number
  /** Statements that were recorded before their operations were kept, about which nothing can be said. */
  readonly skipped: number
  readonly newlyHeld: number
  readonly newlyDenied: number
  readonly newlyAllowed: number
  /** Grouped, the most frequent first. */
  readonly changes: readonly SimulatedChange[]
  /** Changes that are counted above and not listed. */
  readonly unlisted: number
}

/**
 * The time machine: what another policy would have said about the recorded statements of the last days, compared with
 * the one in force. Both are asked about the same operations by the same people on the same connections.
 */
export async function simulate(
  db: Db,
  organizationId: string,
  days: number,
  current: PolicyRules,
  draft: PolicyRules,
): Promise<Simulation> {
  const from = new Date(Date.now() - days * DAY_MS)
  const needsTime = [...current.rules, ...draft.rules].some(({ outsideHours }) => outsideHours)
  const verdicts = new Verdicts(current, draft)
  const changes = new Changes()
  const counts = { statements: 0, skipped: 0 }

  await readGroups(db, { organizationId, from, needsTime }, (group) => {
    counts.statements += group.count
    if (group.operations === null) {
      counts.skipped += group.count
      return
    }
    const { before, after } = verdicts.of(group)
    if (before.effect !== after.effect) changes.add(group, before, after)
  })
  return { from, days, ...counts, ...changes.totals, ...(await changes.list(db)) }
}

export interface Verdict {
  readonly effect: Effect
  readonly rule: string | null
}

interface Asked {
  readonly setId: string | null
  readonly operations: readonly Operation[] | null
  readonly who: Identity
  readonly connection: string
  /** Milliseconds since 1970; 0: at any time. */
  readonly at: number
}

/** The same operations by the same people are decided once. */
const MAX_KNOWN = 200_000

class Verdicts {
  readonly #current: PolicyRules
  readonly #draft: PolicyRules
  readonly #known = new Map<string, { readonly before: Verdict; readonly after: Verdict }>()

  constructor(current: PolicyRules, draft: PolicyRules) {
    this.#current = current
    this.#draft = draft
  }

  of({ setId, operations, who, connection, at }: Asked) {
    const key = `${setId} ${at} ${who.id} ${who.groups.join('\0')} ${connection}`
    const known = this.#known.get(key)
    if (known) return known
    if (this.#known.size >= MAX_KNOWN) this.#known.clear()
    const asked = { operations: operations ?? [], connection, ...(at > 0 && { at }) }
    const made = { before: decide(this.#current, asked, who), after: decide(this.#draft, asked, who) }
    this.#known.set(key, made)
    return made
  }
}

function decide(
  { rules, maskingRules }: PolicyRules,
  asked: { readonly operations: readonly Operation[]; readonly connection: string; readonly at?: number },
  who: Identity,
): Verdict {
  const request = { ...asked, classesOf: classesOf(maskingRules, asked.connection) }
  const { effect, rule } = evaluate(rules, request, who)
  return { effect, rule: rule?.name ?? null }
}
