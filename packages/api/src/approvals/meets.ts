import type { ApproverRequirement } from '@sallyport/core'

/** Somebody who said yes and may. */
export interface Supporter {
  readonly groups: readonly string[]
}

const ONE_APPROVER: readonly ApproverRequirement[] = [{ group: null, count: 1 }]

/** The places to fill, one for each person who must approve. */
function placesOf(requirements: readonly ApproverRequirement[]): (string | null)[] {
  const asked = requirements.length > 0 ? requirements : ONE_APPROVER
  return asked.flatMap(({ group, count }) => Array.from({ length: count }, () => group))
}

/**
 * How many places are still empty. Each person fills at most one, whatever their groups, and is moved to another
 * of theirs where that makes room for somebody else: a maximum matching by augmenting paths (Kuhn, 1955).
 */
export function missingApprovals(
  requirements: readonly ApproverRequirement[],
  supporters: readonly Supporter[],
): number {
  const places = placesOf(requirements)
  const heldBy = new Map<number, Supporter>()

  const seat = (who: Supporter, tried: Set<number>): boolean => {
    for (const [place, group] of places.entries()) {
      if (tried.has(place) || (group !== null && !who.groups.includes(group))) continue
      tried.add(place)
      const holder = heldBy.get(place)
      if (holder && !seat(holder, tried)) continue
      heldBy.set(place, who)
      return true
    }
    return false
  }
  for (const who of supporters) seat(who, new Set())
  return places.length - heldBy.size
}

/** Whether somebody's yes can count at all: they are in one of the groups that are asked. */
export function isAsked(requirements: readonly ApproverRequirement[], who: Supporter): boolean {
  return placesOf(requirements).some((group) => group === null || who.groups.includes(group))
}
