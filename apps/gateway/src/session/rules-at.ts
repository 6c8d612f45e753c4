import type { Rule } from '@sallyport/core'

/** The rules that are in force at a time, and when the next of them ends; null: none does. */
export function rulesAt(rules: readonly Rule[], now: number): { inForce: Rule[]; nextEnd: number | null } {
  const inForce = rules.filter(({ until }) => until === undefined || until > now)
  const ends = inForce.flatMap(({ until }) => until ?? [])
  return { inForce, nextEnd: ends.length > 0 ? Math.min(...ends) : null }
}
