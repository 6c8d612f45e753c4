import type { Identity, Operation, Rule } from '@sallyport/core'
import { type Coverage, coverageOf, isMismatch, type Mismatch, type Request, whoMismatch } from './coverage'
import { judge, type Verdict } from './judge'
import { sayMismatch } from './say-mismatch'

/** Why a rule had a say about an operation, or had none. */
export interface Consideration {
  readonly rule: Rule
  readonly covers: boolean
  readonly mismatch: Mismatch | null
  /** The columns of the operation that it is about, where it is not about all of it. */
  readonly columns: readonly string[] | null
  /** The same in words: 'it is about agents only', 'it covers this, and decides'. */
  readonly reason: string
}

/** How a decision about one operation came about. */
export interface Explanation extends Verdict {
  /** The verdict in one sentence. */
  readonly reason: string
  /** Every rule in the order given, also those that are only observed. */
  readonly rules: readonly Consideration[]
}

/** For each operation what is decided, and for each rule why it had a say or had none. */
export function explain(rules: readonly Rule[], request: Request, who: Identity): readonly Explanation[] {
  return request.operations.map((operation) => explainOne(rules, request, operation, who))
}

function explainOne(
  rules: readonly Rule[],
  request: Request,
  operation: Operation,
  who: Identity,
): Explanation {
  const looked = rules.map((rule) => ({ rule, coverage: lookAt(rule, request, operation, who) }))
  const says = looked.flatMap(({ rule, coverage }) =>
    rule.mode === 'observe' || isMismatch(coverage) ? [] : { rule, coverage },
  )
  const verdict = judge(operation, says)
  return {
    ...verdict,
    reason: sayVerdict(verdict),
    rules: looked.map(({ rule, coverage }) => ({
      rule,
      covers: !isMismatch(coverage),
      mismatch: isMismatch(coverage) ? coverage.mismatch : null,
      columns: isMismatch(coverage) || coverage === 'all' ? null : coverage,
      reason: isMismatch(coverage)
        ? sayMismatch(coverage.mismatch, rule, operation)
        : sayCoverage(rule, coverage, verdict),
    })),
  }
}

function lookAt(rule: Rule, request: Request, operation: Operation, who: Identity): Coverage {
  const mismatch = whoMismatch(rule, request, who)
  return mismatch ? { mismatch } : coverageOf(rule, operation, request.classesOf)
}

function sayCoverage(rule: Rule, coverage: 'all' | readonly string[], { effect, rule: by }: Verdict): string {
  const what = coverage === 'all' ? 'it covers this' : `it covers the columns ${coverage.join(', ')}`
  if (rule.mode === 'observe') return `${what}, and is only observed`
  if (rule === by) return `${what}, and decides`
  if (rule.effect === effect) return `${what}, and says the same`
  return by ? `${what}, but "${by.name}" is stricter` : `${what}, and nothing covers the rest`
}

function sayVerdict({ effect, rule, operation: { verb, resource, via } }: Verdict): string {
  const what = `${verb} on ${resource}${via === undefined ? '' : ` through ${via}`}`
  if (rule) return `"${rule.name}" ${EFFECTS[effect]} ${what}`
  if (effect === 'deny') return `no rule allows ${what}`
  return verb === 'session' ? `${what} needs no rule` : `no rule is against ${what}`
}

const EFFECTS = { allow: 'allows', hold: 'holds', deny: 'denies' } as const
