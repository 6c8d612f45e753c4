import type { IdentityKind } from '@sallyport/core'
import { RE2JS } from 're2js'
import { type Claims, claimAt, textsOf } from './claims'
import { fillTemplate } from './template'

/** A claim has the value, or one of its values is it; `*` stands for any characters. */
export interface ClaimTest {
  readonly claim: string
  readonly pattern: string
}

/** What becomes of tokens whose claims pass every test. Templates name claims in braces: `{repository}`. */
export interface ClaimRule {
  readonly when: readonly ClaimTest[]
  readonly kind: IdentityKind
  /** A template: how an agent is called. A person keeps the name that people know. */
  readonly name: string
  /** Groups that it is always in. */
  readonly groups: readonly string[]
  /** A claim that lists more groups; null: none. */
  readonly groupsClaim: string | null
  /** A template: the e-mail address of the person an agent acts for; null: nobody. */
  readonly owner: string | null
}

export interface Mapped {
  /** Which rule made it, from 0. */
  readonly rule: number
  readonly kind: IdentityKind
  readonly name: string
  readonly groups: readonly string[]
  readonly owner: string | null
}

/** Who it is; or, rule by rule, why none says so. */
export type MapOutcome =
  | { readonly mapped: Mapped }
  | { readonly mapped: null; readonly reasons: readonly string[] }

/** Asks the rules in their order; the first whose tests pass decides, and where it cannot say who it is nobody gets in. */
export function mapClaims(claims: Claims, rules: readonly ClaimRule[]): MapOutcome {
  const reasons: string[] = []
  for (const [index, rule] of rules.entries()) {
    const failed = rule.when.find((test) => !passes(claims, test))
    if (failed) {
      reasons.push(sayFailure(claims, failed))
      continue
    }
    const mapped = apply(claims, rule, index)
    return typeof mapped === 'string' ? { mapped: null, reasons: [...reasons, mapped] } : { mapped }
  }
  return { mapped: null, reasons }
}

function apply(claims: Claims, rule: ClaimRule, index: number): Mapped | string {
  const { kind, groups, groupsClaim } = rule
  const name = fillTemplate(rule.name, claims)
  if (name === null) return `it has not every claim of the name “${rule.name}”`
  const owner = rule.owner === null ? null : fillTemplate(rule.owner, claims)
  if (rule.owner !== null && owner === null) return `it has not every claim of the owner “${rule.owner}”`
  const more = groupsClaim === null ? [] : textsOf(claimAt(claims, groupsClaim))
  return { rule: index, kind, name, groups: [...new Set([...groups, ...more])], owner }
}

/** Whether one of the claim's values is like the pattern. In linear time, whatever an admin wrote. */
export function passes(claims: Claims, { claim, pattern }: ClaimTest): boolean {
  const wanted = RE2JS.compile(
    pattern
      .split('*')
      .map((part) => RE2JS.quote(part))
      .join('.*'),
    RE2JS.DOTALL,
  )
  return textsOf(claimAt(claims, claim)).some((value) => wanted.matches(value))
}

function sayFailure(claims: Claims, { claim, pattern }: ClaimTest): string {
  const values = textsOf(claimAt(claims, claim))
  if (values.length === 0) return `it has no claim “${claim}”`
  return `its “${claim}” is ${values.slice(0, 3).join(', ')}, not ${pattern}`
}
