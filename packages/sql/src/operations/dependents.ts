import type { RangeVar } from '@pgsql/types'
import { findRelations, plainName, SYSTEM_SCHEMAS } from '../names'
import type { Effects } from './effects'

/**
 * What goes with what is dropped: partitions and what it owns always, and with CASCADE whatever depends on it, and so
 * on. What loses a column, a default, a trigger or a constraint is said to be dropped and defined. `of`: only this
 * relation's own dependents; else those of everything that is dropped so far.
 */
export function addDependents(effects: Effects, cascades: boolean, of?: RangeVar): void {
  const { catalogue, dependents } = effects.names
  if (!catalogue.dependents) {
    if (cascades) effects.add('unknown', ['statement', 'cascade'])
    return
  }
  const waiting = of
    ? findRelations(effects.names, of).map(({ schema, name }) => plainName(schema, name))
    : effects.operations.flatMap(({ verb, resource }) =>
        DROPS.has(verb) ? nameIn(catalogue.database, resource) : [],
      )
  const seen = new Set(waiting)
  for (const each of waiting) {
    for (const { dependent, isPart, isAutomatic, isMember } of dependents.get(each) ?? []) {
      if (!cascades && !isAutomatic) continue
      const [schema = '', object = ''] = splitName(dependent)
      if (SYSTEM_SCHEMAS.has(schema)) continue
      if (!isMember) {
        if (isPart) effects.add('define', [schema, object])
        effects.add(OUTSIDE.has(schema) ? 'admin' : 'drop', [schema, object])
      }
      if (isPart || seen.has(dependent)) continue
      seen.add(dependent)
      waiting.push(dependent)
    }
  }
}

const DROPS = new Set(['drop', 'admin'])
const OUTSIDE = new Set(['foreign-server', 'foreign-data-wrapper', 'extension'])

/** 'schema.name', as the catalogue says it. */
function nameIn(database: string, resource: string): string {
  return resource.slice(database.length + 1).replaceAll('%2E', '.')
}

function splitName(name: string): readonly string[] {
  const dot = name.indexOf('.')
  return [name.slice(0, dot), name.slice(dot + 1)]
}
