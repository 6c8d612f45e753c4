import type { Catalogue } from '@sallyport/sql'
import { log } from '../../log'
import type { Target } from '../../session/session'
import { readCatalogue } from './introspection/read-catalogue'
import { ask } from './target/ask'
import { openTarget } from './target/target-link'
import { Unconfirmed } from './unconfirmed'

const FRESH_MS = 60_000
/** For what may have changed the catalogue: a client must not make the gateway read it again and again. */
export const RELOAD_AT_MOST_EVERY_MS = 1_000
const SETTINGS = new Map([
  ['client_encoding', 'UTF8'],
  ['search_path', ''], // so that view definitions name their relations with their schemas
  ['application_name', 'sallyport catalogue'],
  ['statement_timeout', '30s'],
  ['lock_timeout', '250ms'], // a view's definition cannot be read while somebody changes what it reads
])

/** A catalogue with its relations by OID, for the columns that RowDescription names by number. */
export interface TargetCatalogue extends Catalogue {
  readonly loadedAt: number
  /** It could not be read anew: what is said here may have changed since. */
  readonly isStale: boolean
  readonly byOid: ReadonlyMap<number, Catalogue['relations'][number]>
  /** `schema.relation` of each. */
  readonly names: ReadonlySet<string>
}

interface Entry {
  current: TargetCatalogue | null
  /** How many of the changes `current` has seen. */
  seen: number
  changes: number
  /** What those that it has not seen were about. */
  readonly unconfirmed: Unconfirmed
  /** When it could not be read, last. */
  failedAt: number
  loading: Promise<void> | null
}

/** The catalogues of the targets in use, each read by the gateway itself and shared by a connection's sessions. */
export class Catalogues {
  private readonly entries = new Map<string, Entry>()
  private readonly byTarget = new WeakMap<Target, Entry>()

  /** A catalogue that has seen every change that was told of, and is no older than `maxAgeMs`. */
  async get(target: Target, maxAgeMs = FRESH_MS): Promise<TargetCatalogue> {
    const entry = this.entryOf(target)
    const { changes } = entry
    const notBefore = Date.now() - maxAgeMs
    for (;;) {
      const { current } = entry
      if (current && entry.seen >= changes && current.loadedAt >= notBefore) return current
      // A lock may keep it from being read, perhaps of the session that asks: nobody waits for that.
      if (current && entry.failedAt > Date.now() - RELOAD_AT_MOST_EVERY_MS) return staleOf(entry, current)
      // What is being read may have begun before the last change: look again when it is there.
      entry.loading ??= refresh(entry, target)
      await entry.loading
    }
  }

  /** Whether `get` would answer this one at once. */
  isFresh(target: Target, catalogue: TargetCatalogue): boolean {
    return this.isUpToDate(target, catalogue) && catalogue.loadedAt >= Date.now() - FRESH_MS
  }

  /** Whether it has seen every change that was told of. */
  isUpToDate(target: Target, catalogue: TargetCatalogue): boolean {
    const entry = this.entryOf(target)
    return entry.current === catalogue && entry.seen >= entry.changes
  }

  /** A session has changed what the catalogue says, for itself and everybody else. */
  noteChange(target: Target, changed: Unconfirmed): void {
    const entry = this.entryOf(target)
    entry.changes += 1
    entry.unconfirmed.addAll(changed)
  }

  /** What a catalogue that is stale may say otherwise than it is. */
  unconfirmed(target: Target): Unconfirmed {
    return this.entryOf(target).unconfirmed
  }

  private entryOf(target: Target): Entry {
    const found = this.byTarget.get(target)
    if (found) return found
    const key = JSON.stringify([target.connectionId, target.host, target.port, target.database])
    const entry = this.entries.get(key) ?? newEntry()
    this.entries.set(key, entry)
    this.byTarget.set(target, entry)
    return entry
  }
}

function newEntry(): Entry {
  return {
    current: null,
    seen: 0,
    changes: 0,
    unconfirmed: new Unconfirmed(),
    failedAt: 0,
    loading: null,
  }
}

async function refresh(entry: Entry, target: Target): Promise<void> {
  const { changes } = entry
  try {
    entry.current = await load(target)
    entry.seen = changes
    if (entry.changes === changes) entry.unconfirmed.clear()
    entry.failedAt = 0
  } catch (error) {
    if (!entry.current) throw error
    log('warn', 'the catalogue of a target cannot be read now', {
      connectionId: target.connectionId,
      why: error instanceof Error ? error.message : '',
    })
    entry.failedAt = Date.now()
  } finally {
    entry.loading = null
  }
}

/** The same one each time, for what was understood is remembered by it. */
function staleOf(entry: Entry, current: TargetCatalogue): TargetCatalogue {
  if (!current.isStale) entry.current = { ...current, isStale: true, loadedAt: 0 }
  return entry.current ?? current
}

async function load(target: Target): Promise<TargetCatalogue> {
  const loadedAt = Date.now()
  const link = await openTarget(target, SETTINGS)
  try {
    const catalogue = await readCatalogue((sql) => ask(link, sql), target.database)
    const byOid = new Map(catalogue.relations.map((relation) => [relation.oid, relation]))
    const names = new Set(catalogue.relations.map(({ schema, name }) => `${schema}.${name}`))
    return { ...catalogue, byOid, names, loadedAt, isStale: false }
  } finally {
    link.close()
  }
}
