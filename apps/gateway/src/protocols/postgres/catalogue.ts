import { SallyportError } from '@sallyport/core'
import type { Catalogue } from '@sallyport/sql'
import { z } from 'zod'
import type { Target } from '../../session/session'
import { ask } from './target/ask'
import { openTarget } from './target/target-link'

const Relation = z.object({
  oid: z.number(),
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['table', 'view', 'other']),
  columns: z.array(z.string()),
  definition: z.string().nullable(),
})
const CatalogueFunction = z.object({ schema: z.string(), name: z.string() })

/** One row of JSON an item: large catalogues never become one huge value. */
const RELATIONS = `
  SELECT pg_catalog.json_build_object(
    'oid', c.oid::bigint, 'schema', n.nspname, 'name', c.relname,
    'kind', CASE WHEN c.relkind IN ('r', 'p', 'f', 't') THEN 'table' WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'other' END,
    'columns', COALESCE((
      SELECT pg_catalog.json_agg(CASE WHEN a.attisdropped THEN '' ELSE a.attname::text END ORDER BY a.attnum)
      FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0), '[]'),
    'definition', CASE WHEN c.relkind IN ('v', 'm') AND c.oid >= 16384 THEN pg_catalog.pg_get_viewdef(c.oid) END)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND n.nspname NOT LIKE 'pg\\_toast%'`

const FUNCTIONS = `
  SELECT DISTINCT pg_catalog.json_build_object('schema', n.nspname, 'name', p.proname)::text
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')`

const FRESH_MS = 60_000
/** For what may have changed the catalogue: a client must not make the gateway read it again and again. */
export const RELOAD_AT_MOST_EVERY_MS = 1_000
const SETTINGS = new Map([
  ['client_encoding', 'UTF8'],
  ['search_path', ''], // so that view definitions name their relations with their schemas
  ['application_name', 'sallyport catalogue'],
  ['statement_timeout', '30s'],
])

/** A catalogue with its relations by OID, for the columns that RowDescription names by number. */
export interface TargetCatalogue extends Catalogue {
  readonly loadedAt: number
  readonly byOid: ReadonlyMap<number, Catalogue['relations'][number]>
  /** `schema.relation` of each. */
  readonly names: ReadonlySet<string>
}

interface Entry {
  current: TargetCatalogue | null
  /** How many of the changes `current` has seen. */
  seen: number
  changes: number
  loading: Promise<void> | null
}

/** The catalogues of the targets in use, each read by the gateway itself and shared by a connection's sessions. */
export class Catalogues {
  private readonly entries = new Map<string, Entry>()

  /** A catalogue that has seen every change that was told of, and is no older than `maxAgeMs`. */
  async get(target: Target, maxAgeMs = FRESH_MS): Promise<TargetCatalogue> {
    const entry = this.entryOf(target)
    const { changes } = entry
    const notBefore = Date.now() - maxAgeMs
    for (;;) {
      const { current } = entry
      if (current && entry.seen >= changes && current.loadedAt >= notBefore) return current
      // What is being read may have begun before the last change: look again when it is there.
      entry.loading ??= refresh(entry, target)
      await entry.loading
    }
  }

  /** A session has changed what the catalogue says, for itself and everybody else. */
  noteChange(target: Target): void {
    this.entryOf(target).changes += 1
  }

  private entryOf(target: Target): Entry {
    const key = JSON.stringify([target.connectionId, target.host, target.port, target.database])
    const entry = this.entries.get(key) ?? { current: null, seen: 0, changes: 0, loading: null }
    this.entries.set(key, entry)
    return entry
  }
}

async function refresh(entry: Entry, target: Target): Promise<void> {
  const { changes } = entry
  try {
    entry.current = await load(target)
    entry.seen = changes
  } finally {
    entry.loading = null
  }
}

async function load(target: Target): Promise<TargetCatalogue> {
  const loadedAt = Date.now()
  const link = await openTarget(target, SETTINGS)
  try {
    const relations = parseRows(await ask(link, RELATIONS), Relation)
    const functions = parseRows(await ask(link, FUNCTIONS), CatalogueFunction)
    const byOid = new Map(relations.map((relation) => [relation.oid, relation]))
    const names = new Set(relations.map(({ schema, name }) => `${schema}.${name}`))
    return { database: target.database, relations, functions, byOid, names, loadedAt }
  } finally {
    link.close()
  }
}

function parseRows<T>(rows: readonly (string | null)[], row: z.ZodType<T>): T[] {
  const parsed = z.array(row).safeParse(rows.map((text) => JSON.parse(text ?? 'null') as unknown))
  if (parsed.success) return parsed.data
  throw new SallyportError(
    'TARGET_UNREACHABLE',
    'the target described its catalogue in a way that cannot be read',
  )
}
