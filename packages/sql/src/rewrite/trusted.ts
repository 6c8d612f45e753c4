/**
 * Functions of pg_catalog that are not safe for other reasons (they change or wait for something), and yet
 * give nothing that is stored in a table: over masks they tell masks.
 */
export const TELLS_NOTHING = new Set([
  'currval',
  'lastval',
  'nextval',
  'pg_advisory_lock',
  'pg_advisory_lock_shared',
  'pg_advisory_unlock',
  'pg_advisory_unlock_all',
  'pg_advisory_unlock_shared',
  'pg_advisory_xact_lock',
  'pg_advisory_xact_lock_shared',
  'pg_cancel_backend',
  'pg_notify',
  'pg_sleep',
  'pg_sleep_for',
  'pg_sleep_until',
  'pg_terminate_backend',
  'pg_try_advisory_lock',
  'pg_try_advisory_lock_shared',
  'pg_try_advisory_xact_lock',
  'pg_try_advisory_xact_lock_shared',
  'set_config',
  'setval',
])

/** Extensions whose functions compute over their arguments and nothing else. */
export const COMPUTING_EXTENSIONS = new Set([
  'btree_gin',
  'btree_gist',
  'citext',
  'cube',
  'dict_int',
  'earthdistance',
  'fuzzystrmatch',
  'hstore',
  'intarray',
  'isn',
  'ltree',
  'pg_trgm',
  'pgcrypto',
  'seg',
  'unaccent',
  'uuid-ossp',
  'vector',
])

/** Views of pg_catalog that show other sessions' statements, literals and all, beside `HOLDS_VALUES`. */
export const SHOWS_STATEMENTS = new Set(['pg_stat_activity', 'pg_prepared_statements', 'pg_cursors'])

/** Views of extensions that do so, wherever they were installed. */
export const EXTENSION_VIEWS = new Set(['pg_stat_statements', 'pg_buffercache', 'pg_store_plans'])

/** A type or table of this name in pg_temp would be taken for PostgreSQL's own. */
export const TYPE_NAMES = new Set(
  `aclitem bit bool box bpchar bytea char cidr circle cid date daterange datemultirange float4 float8 inet int2 int2vector
   int4 int4multirange int4range int8 int8multirange int8range interval json jsonb jsonpath line lseg macaddr macaddr8
   money name numeric nummultirange numrange oid oidvector path pg_lsn point polygon record refcursor regclass regproc
   regtype text tid time timestamp timestamptz timetz tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector
   txid_snapshot unknown uuid varbit varchar void xid xid8 xml`.split(/\s+/),
)
