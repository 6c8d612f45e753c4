import type { Identity, Rule } from '@sallyport/core'
import { type Mismatch, whatMismatch, whoMismatch } from './coverage'
import { judge, type Request, type Verdict } from './evaluate'

/** How a decision about one operation came about. */
export interface Explanation extends Verdict {
  /** Every rule in the order given, also those that are only observed. */
  readonly rules: readonly {
    readonly rule: Rule
    readonly covers: boolean
    readonly mismatch: Mismatch | null
  }[]
}

/** For each operation what is decided, and for each rule why it had a say or had none. */
export function explain(rules: readonly Rule[], request: Request, who: Identity): readonly Explanation[] {
  const { operations, connection } = request
  return operations.map((operation) => {
    const looked = rules.map((rule) => {
      const mismatch = whoMismatch(rule, connection, who) ?? whatMismatch(rule, operation)
      return { rule, covers: mismatch === null, mismatch }
    })
    const covering = looked
      .filter(({ covers, rule }) => covers && rule.mode === 'enforce')
      .map(({ rule }) => rule)
    return { ...judge(covering, operation), rules: looked }
  })
}
