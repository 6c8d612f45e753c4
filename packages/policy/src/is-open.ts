import type { Identity, Rule } from '@sallyport/core'
import { whoMismatch } from './coverage'

/** Whether any rule lets this identity do anything on the connection, now or later or after an approval. */
export function isOpen(rules: readonly Rule[], connection: string, who: Identity): boolean {
  const own = rules
    .filter(({ mode }) => mode === 'enforce')
    .filter((rule) => whoMismatch({ ...rule, outsideHours: null }, { connection }, who) === null)
  return own.some(({ effect }) => effect !== 'deny') && !own.some(deniesEverything)
}

function deniesEverything(rule: Rule): boolean {
  const { effect, verbs, resources, conditions, dataClasses = [], outsideHours } = rule
  if (effect !== 'deny' || outsideHours) return false
  return [verbs, resources, conditions, dataClasses].every((list) => list.length === 0)
}
