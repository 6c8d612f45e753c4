import { type Effect, type Operation, type Rule, VERBS } from '@sallyport/core'
import { classesOf, evaluate, explain } from '@sallyport/policy'
import { analyse } from '@sallyport/sql'
import type { Session } from '../../session/session'
import type { TargetCatalogue } from '../postgres/catalogue'

/** What policy says of a statement, and why. */
export interface Explained {
  readonly effect: Effect
  /** The rule that decides; null: none covers it. */
  readonly rule: Pick<Rule, 'name' | 'message'> | null
  /** The decisive operation: 'drop on shop.public.orders'. */
  readonly what: string
  readonly operations: readonly {
    readonly what: string
    readonly effect: Effect
    readonly rule: string | null
    readonly reason: string
  }[]
  /** What else the same identity may do to the same things. */
  readonly allowed: readonly string[]
}

const MAX_RESOURCES = 10

/**
 * Decides a text by the policy as it is now, as if it came alone into a new session. Throws SYNTAX_ERROR when it
 * cannot be read, which is refused as well.
 */
export function explainStatement(session: Session, catalogue: TargetCatalogue, text: string): Explained {
  const { statements } = analyse(text, catalogue)
  const operations = statements.flatMap((statement) => statement.operations)
  const { rules, maskingRules } = session.policy.current()
  const connection = session.connection.name
  const request = { connection, at: Date.now(), classesOf: classesOf(maskingRules, connection) }
  const decide = (of: readonly Operation[]) =>
    evaluate(rules, { ...request, operations: of }, session.identity)
  const { effect, rule, operation } = decide(operations)
  return {
    effect,
    rule: rule && { name: rule.name, message: rule.message },
    what: operation ? say(operation) : 'nothing',
    operations: explain(rules, { ...request, operations }, session.identity).map((each) => ({
      what: say(each.operation),
      effect: each.effect,
      rule: each.rule?.name ?? null,
      reason: each.reason,
    })),
    allowed: effect === 'allow' ? [] : alternatives(operations, (of) => decide([of]).effect),
  }
}

function say({ verb, resource, via }: Operation): string {
  return `${verb} on ${resource || 'something unknown'}${via === undefined ? '' : ` through ${via}`}`
}

const TRIED = VERBS.filter((verb) => verb !== 'unknown' && verb !== 'session' && verb !== 'call')

/** Other verbs on the same things that rules allow or hold. */
function alternatives(
  operations: readonly Operation[],
  effectOf: (operation: Operation) => Effect,
): string[] {
  const resources = [...new Set(operations.map(({ resource }) => resource))].slice(0, MAX_RESOURCES)
  return resources.filter(Boolean).flatMap((resource) => {
    const verbs = TRIED.map((verb) => ({ verb, effect: effectOf({ verb, resource, conditions: [] }) }))
    const named = (wanted: Effect) => verbs.filter(({ effect }) => effect === wanted).map(({ verb }) => verb)
    const [allowed, held] = [named('allow'), named('hold')]
    return [
      ...(allowed.length > 0 ? [`${allowed.join(', ')} on ${resource}`] : []),
      ...(held.length > 0 ? [`${held.join(', ')} on ${resource}, after an approval`] : []),
    ]
  })
}
