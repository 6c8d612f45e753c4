import { createHash } from 'node:crypto'
import type { Definition } from '@sallyport/sql'

/** What each of them says; definitions are never changed, and a catalogue that is read anew brings new ones. */
const known = new WeakMap<Definition, string>()

/**
 * How the views, functions, triggers, rules, policies, defaults and the like are defined that decide what a statement
 * does, as hexadecimal SHA-256: another when one of them was redefined, and the same however often they are read.
 */
export function fingerprintOf(definitions: readonly Definition[]): string {
  const parts = [...new Set(definitions.map(hashOf))].sort()
  return createHash('sha256').update(parts.join()).digest('hex')
}

function hashOf(definition: Definition): string {
  const found = known.get(definition)
  if (found !== undefined) return found
  const hash = createHash('sha256').update(JSON.stringify(definition)).digest('hex')
  known.set(definition, hash)
  return hash
}
