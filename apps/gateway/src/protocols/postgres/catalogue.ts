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
/** A client that names what does not exist must not make the gateway read the catalogue again and again. */
const RELOAD_AT_MOST_EVERY_MS = 1_000
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

/** The catalogues of the targets in use, each read by the gateway itself and shared by a connection's sessions. */
export class Catalogues {
  private readonly entries = new Map<
    string,
    { current: TargetCatalogue | null; loading: Promise<TargetCatalogue> | null }
  >()

  /** A catalogue no older than a minute, or read anew when `isStale` (at most once a second). */
  async get(target: Target, isStale = false): Promise<TargetCatalogue> {
    const key = JSON.stringify([target.connectionId, target.host, target.port, target.database])
    const entry = this.entries.get(key) ?? { current: null, loading: null }
    this.entries.set(key, entry)
    const maxAgeMs = isStale ? RELOAD_AT_MOST_EVERY_MS : FRESH_MS
    if (entry.current && Date.now() - entry.current.loadedAt < maxAgeMs) return entry.current
    entry.loading ??= load(target).finally(() => {
      entry.loading = null
    })
    entry.current = await entry.loading
    return entry.current
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
