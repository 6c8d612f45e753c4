import type { Catalogue } from '@sallyport/sql'
import { wordsOf } from './unconfirmed'

const known = new WeakMap<Catalogue, ReadonlySet<string>>()

/**
 * What the functions of triggers that may wait for the end of their transaction are called, and every word in their
 * bodies and in those of what they call: a change of one of these decides what COMMIT does for rows that were written
 * before it. In lower case.
 */
export function deferredIn(catalogue: Catalogue): ReadonlySet<string> {
  const found = known.get(catalogue)
  if (found) return found
  const byName = new Map<string, Catalogue['functions'][number][]>()
  for (const fn of catalogue.functions) {
    const name = fn.name.toLowerCase()
    byName.set(name, [...(byName.get(name) ?? []), fn])
  }
  const words = new Set<string>()
  for (const { triggers = [] } of catalogue.relations) {
    for (const trigger of triggers) {
      if (trigger.isDeferrable)
        words.add(trigger.function.slice(trigger.function.lastIndexOf('.') + 1).toLowerCase())
    }
  }
  // a Set gives what is added to it while it is gone through, too
  for (const word of words) {
    for (const { body, definition } of byName.get(word) ?? []) {
      for (const each of wordsOf(body ?? definition ?? '')) words.add(each.toLowerCase())
    }
  }
  known.set(catalogue, words)
  return words
}
