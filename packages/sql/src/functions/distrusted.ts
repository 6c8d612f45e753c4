import type { Node } from '@pgsql/types'
import type { BuiltIn } from '../catalogue'
import type { Names } from '../names'
import { Effects } from '../operations/effects'
import { readTrees } from '../operations/reach'
import { bodyOf } from './bodies'
import { BUILT_IN_OIDS } from './built-in-oids'
import { SAFE_FUNCTIONS } from './builtins'
import { UNSAFE_SOURCES } from './unsafe-sources'

const known = new WeakMap<Names, ReadonlySet<string>>()

/**
 * Names of PostgreSQL's own functions that at this target are other functions than the ones we trust: an administrator
 * can rename those of pg_catalog, and put another body into them, and they keep their OIDs.
 */
export function distrustedOf(names: Names): ReadonlySet<string> {
  const found = known.get(names)
  if (found) return found
  const distrusted = new Set<string>()
  known.set(names, distrusted) // a body in SQL is read by what is known of the others so far
  const { builtIns = [] } = names.catalogue
  for (const builtIn of builtIns) {
    const [oid, name, language] = builtIn
    if (SAFE_FUNCTIONS.has(name) && (!isNamedSo(oid, name) || (language !== 'sql' && !isOwn(builtIn))))
      distrusted.add(name)
  }
  for (const [, name, language, source] of builtIns) {
    if (language === 'sql' && SAFE_FUNCTIONS.has(name) && !onlyComputes(source ?? '', names))
      distrusted.add(name)
  }
  return distrusted
}

/** A name is trusted for the function that it had when its list was made. */
function isNamedSo(oid: number, name: string): boolean {
  const trusted = BUILT_IN_OIDS.get(oid)
  return trusted === undefined || trusted === name
}

/** Compiled into the server, or in a library of its own, and not in place of something that is not safe. */
function isOwn([, , language, source = '']: BuiltIn): boolean {
  if (language === undefined) return true // a catalogue that tells names only
  if (language === 'internal') return !UNSAFE_SOURCES.has(source)
  return language === 'c' && source.startsWith('$libdir/')
}

/** What calls nothing but safe functions, and reads nothing but the catalogue, is as safe. */
function onlyComputes(source: string, names: Names): boolean {
  const trees = treesOf(source)
  if (!trees) return false
  const effects = new Effects(names)
  readTrees(trees, effects)
  const own = `${names.catalogue.database}.pg_catalog.`
  return effects.operations.every(({ verb, resource }) => verb === 'read' && resource.startsWith(own))
}

const bodies = new Map<string, readonly Node[] | null>()
/** There are fifty in a server as it came. */
const MAX_BODIES = 1_000

function treesOf(source: string): readonly Node[] | null {
  const found = bodies.get(source)
  if (found !== undefined) return found
  if (bodies.size >= MAX_BODIES) bodies.clear()
  const text = source.startsWith('CREATE ') ? { body: null, definition: source } : { body: source }
  const trees = bodyOf({ schema: 'pg_catalog', name: '', language: 'sql', ...text })
  bodies.set(source, trees)
  return trees
}
