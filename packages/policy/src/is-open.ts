import type { Identity, Rule } from '@sallyport/core'
import { whoMismatch } from './coverage'

/** Whether any rule lets this identity do anything on the connection, now or after an approval. */
export function isOpen(rules: readonly Rule[], connection: string, who: Identity): boolean {
  const own = rules
    .filter(({ mode }) => mode === 'enforce')
    .filter((rule) => whoMismatch(rule, connection, who) === null)
  return own.some(({ effect }) => effect !== 'deny') && !own.some(deniesEverything)
}

function deniesEverything({ effect, verbs, resources, conditions }: Rule): boolean {
  return effect === 'deny' && verbs.length === 0 && resources.length === 0 && conditions.length === 0
}
