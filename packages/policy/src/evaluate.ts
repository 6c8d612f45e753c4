import type { Decision, Identity, Operation, Rule } from '@sallyport/core'
import type { Request } from './coverage'
import { compare, judge, type Say, saysOf, type Verdict } from './judge'
import { applying, standingOf } from './standing'

interface Judged {
  readonly operation: Operation
  readonly says: readonly Say[]
  readonly verdict: Verdict
}

/**
 * Decides one statement. Per operation deny is over hold over allow, and what no rule covers is denied;
 * of the operations the strictest decides. The order of the rules never matters, so that a policy can be
 * read, compared and tested as a set.
 */
export function evaluate(rules: readonly Rule[], request: Request, who: Identity): Decision {
  const standing = standingOf(rules, request.connection, who)
  const judged = request.operations.map((operation): Judged => {
    const enforced = applying(standing.enforced(operation.verb), request, who)
    const says = saysOf(enforced, operation, request.classesOf)
    return { operation, says, verdict: judge(operation, says) }
  })
  const decided = strictest(judged.map(({ verdict }) => verdict))
  const observed = applying(standing.observed, request, who).filter((rule) =>
    changes(rule, judged, decided, request),
  )
  return { ...decided, observed: observed.map(({ id }) => id).sort() }
}

/** Whether the decision would be another if the rule were enforced, too. */
function changes(
  rule: Rule,
  judged: readonly Judged[],
  decided: Omit<Decision, 'observed'>,
  { classesOf }: Request,
): boolean {
  let isHeard = false
  const verdicts = judged.map(({ operation, says, verdict }) => {
    const own = saysOf([rule], operation, classesOf)
    if (own.length === 0) return verdict
    isHeard = true
    return judge(operation, [...says, ...own])
  })
  return isHeard && strictest(verdicts).effect !== decided.effect
}

function strictest(verdicts: readonly Verdict[]): Omit<Decision, 'observed'> {
  const [first, ...others] = verdicts
  if (!first) return { effect: 'deny', rule: null, operation: null } // nothing is known about it
  return others.reduce((worst, verdict) => (compare(verdict, worst) > 0 ? verdict : worst), first)
}
