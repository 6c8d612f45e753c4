import type { CatalogueFunction } from '../catalogue'

/**
 * Extensions of PostgreSQL's own distribution, and pgvector, whose functions in C only compute. Not here: dblink,
 * tablefunc and xml2 (they take SQL text), adminpack, file_fdw, lo, pageinspect, pg_prewarm and their like.
 */
const HARMLESS = new Set([
  'btree_gin',
  'btree_gist',
  'citext',
  'cube',
  'earthdistance',
  'fuzzystrmatch',
  'hstore',
  'intarray',
  'isn',
  'ltree',
  'pg_trgm',
  'pgcrypto',
  'seg',
  'tsm_system_rows',
  'tsm_system_time',
  'unaccent',
  'uuid-ossp',
  'vector',
])

/** Whether a function comes with one of these extensions and has no body that could be anything else. */
export function isOfHarmlessExtension({ extension, language, kind }: CatalogueFunction): boolean {
  const isCompiled = language === 'c' || language === 'internal' || kind === 'aggregate'
  return isCompiled && typeof extension === 'string' && HARMLESS.has(extension)
}
