import type pg from 'pg'

/** A thing that PostgreSQL did, by its own books. */
export interface Fact {
  /** `called`: a function ran; `made`, `changed`, `removed`: a row of the system's catalogue. */
  readonly what:
    | 'inserted'
    | 'updated'
    | 'deleted'
    | 'scanned'
    | 'called'
    | 'made'
    | 'changed'
    | 'permitted'
    | 'removed'
    | 'set'
    | 'locked'
    | 'advanced'
    | 'truncated'
  /** The kind of a catalogue object as pg_identify_object_as_address says it; of the others 'table', 'function', … */
  readonly type: string
  readonly names: readonly string[]
  /** What it belongs to, too. */
  readonly also?: readonly string[]
}

interface Row {
  readonly catalogue: string
  readonly key: string
  readonly row: Readonly<Record<string, unknown>>
  readonly address: Address | null
}
type Address = readonly [type: string, names: readonly string[]]

/** Where a row of a catalogue without identity of its own, or as part of something, belongs. */
const OWNERS: Readonly<Record<string, readonly [catalogue: string, column: string]>> = {
  pg_attribute: ['pg_class', 'attrelid'],
  pg_attrdef: ['pg_class', 'adrelid'],
  pg_index: ['pg_class', 'indrelid'],
  pg_inherits: ['pg_class', 'inhrelid'],
  pg_partitioned_table: ['pg_class', 'partrelid'],
  pg_sequence: ['pg_class', 'seqrelid'],
  pg_foreign_table: ['pg_class', 'ftrelid'],
  pg_rewrite: ['pg_class', 'ev_class'],
  pg_trigger: ['pg_class', 'tgrelid'],
  pg_policy: ['pg_class', 'polrelid'],
  pg_statistic: ['pg_class', 'starelid'],
  pg_statistic_ext_data: ['pg_statistic_ext', 'stxoid'],
  pg_enum: ['pg_type', 'enumtypid'],
  pg_range: ['pg_type', 'rngtypid'],
  pg_aggregate: ['pg_proc', 'aggfnoid'],
  pg_amop: ['pg_opfamily', 'amopfamily'],
  pg_amproc: ['pg_opfamily', 'amprocfamily'],
  pg_auth_members: ['pg_authid', 'roleid'],
  pg_ts_config_map: ['pg_ts_config', 'mapcfg'],
  pg_db_role_setting: ['pg_authid', 'setrole'],
  pg_publication_rel: ['pg_publication', 'prpubid'],
  pg_publication_namespace: ['pg_publication', 'pnpubid'],
  pg_user_mapping: ['pg_foreign_server', 'umserver'],
}
/** Bookkeeping of what other catalogues say. */
const IGNORED = new Set([
  'pg_depend',
  'pg_init_privs',
  'pg_publication_rel',
  'pg_replication_origin',
  'pg_shdepend',
  'pg_shdescription',
  'pg_statistic',
  'pg_statistic_ext_data',
])

const CATALOGUES = `select c.relname as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'oid') as has_oid
  from pg_class c where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'r'`
const TABLES = `select json_agg(json_build_object('name', schemaname || '.' || relname, 'inserted', n_tup_ins,
  'updated', n_tup_upd, 'deleted', n_tup_del, 'scanned', coalesce(seq_scan, 0) + coalesce(idx_scan, 0)))
  from pg_stat_xact_user_tables where n_tup_ins + n_tup_upd + n_tup_del + coalesce(seq_scan, 0) + coalesce(idx_scan, 0) > 0`
const FUNCTIONS = `select json_agg(schemaname || '.' || funcname) from pg_stat_xact_user_functions where calls > 0`
const SEQUENCES = `select json_object_agg(n.nspname || '.' || c.relname, pg_sequence_last_value(c.oid)::text)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S'`
const LOCKS = `select json_agg(distinct n.nspname || '.' || c.relname) from pg_locks l join pg_class c on c.oid = l.relation
  join pg_namespace n on n.oid = c.relnamespace where l.pid = pg_backend_pid() and l.mode = 'AccessExclusiveLock'
  and n.nspname in ('gw', 'other') and c.relkind in ('r', 'v', 'm', 'p', 'f')`
const SETTINGS = `select json_object_agg(name, setting) as settings from (select name, setting from pg_settings
  union all select 'role', current_user::text union all select 'session_authorization', session_user::text) s`
const WRITTEN = `select json_agg(relname) from pg_stat_xact_sys_tables
  where schemaname = 'pg_catalog' and n_tup_ins + n_tup_upd + n_tup_del > 0`
const BOOKS = `select coalesce((${TABLES}), '[]') as tables, coalesce((${FUNCTIONS}), '[]') as functions,
  coalesce((${SEQUENCES}), '{}') as sequences, coalesce((${LOCKS}), '[]') as locks, coalesce((${WRITTEN}), '[]') as written`

type Counts = Readonly<Record<'inserted' | 'updated' | 'deleted' | 'scanned', number>>

/** What PostgreSQL counts of a transaction, and what it says of itself. */
interface Books {
  readonly tables: readonly (Counts & { readonly name: string })[]
  readonly functions: readonly string[]
  readonly sequences: Readonly<Record<string, string | null>>
  readonly locks: readonly string[]
  /** Catalogues with rows that are new, changed or gone. */
  readonly written: readonly string[]
}
type Settings = Readonly<Record<string, string>>

type Catalogues = ReadonlyMap<string, ReadonlyMap<string, Row>>

/** Tells what a transaction did: PostgreSQL counts it, and says what is different in its catalogues. */
export class Witness {
  private readonly admin: pg.Client
  private hasOid = new Map<string, boolean>()
  private before: Catalogues = new Map()
  private settingsBefore: Settings = {}
  private sequencesBefore: Books['sequences'] = {}

  constructor(admin: pg.Client) {
    this.admin = admin
  }

  /** Looks at everything. Until the next time, transactions are compared with this. */
  async lookAround(): Promise<void> {
    const { rows } = await this.admin.query<{ name: string; has_oid: boolean }>(CATALOGUES)
    this.hasOid = new Map(rows.map((row) => [row.name, row.has_oid]))
    const found = new Map<string, ReadonlyMap<string, Row>>()
    for (const { name } of rows) if (!IGNORED.has(name)) found.set(name, await this.read(name))
    this.before = found
    this.settingsBefore = await this.settings()
    this.sequencesBefore = (await this.admin.query<Books>(BOOKS)).rows[0]?.sequences ?? {}
  }

  /** What the transaction has done that is open now. */
  async facts(): Promise<readonly Fact[]> {
    const settings = await this.settings()
    await this.admin.query('reset session authorization; reset role; reset search_path')
    const { rows } = await this.admin.query<Books>(BOOKS)
    const [books] = rows
    if (!books) throw new Error('PostgreSQL did not say what it did')
    const facts = [
      ...countedFacts(books),
      ...setFacts(this.settingsBefore, settings),
      ...advancedFacts(this.sequencesBefore, books.sequences),
      ...(await this.catalogueFacts(books.written)),
    ]
    this.sequencesBefore = books.sequences // no transaction takes them back
    return facts
  }

  private async settings(): Promise<Settings> {
    const { rows } = await this.admin.query<{ settings: Settings }>(SETTINGS)
    return rows[0]?.settings ?? {}
  }

  private async catalogueFacts(written: readonly string[]): Promise<readonly Fact[]> {
    const facts: Fact[] = []
    for (const name of written) {
      if (IGNORED.has(name)) continue
      const before = this.before.get(name) ?? new Map<string, Row>()
      const after = await this.read(name)
      for (const [key, row] of after) {
        const old = before.get(key)
        if (!old) facts.push(await this.fact('made', row))
        else if (old.row['relkind'] && old.row['relfilenode'] !== row.row['relfilenode'] && !isTemporary(row))
          facts.push(await this.fact('truncated', row))
        else if (said(old.row) !== said(row.row)) {
          facts.push(await this.fact(isPermission(old.row, row.row) ? 'permitted' : 'changed', row))
          if (old.address && JSON.stringify(old.address) !== JSON.stringify(row.address))
            facts.push(await this.fact('changed', old))
        }
      }
      for (const [key, row] of before) if (!after.has(key)) facts.push(await this.fact('removed', row))
    }
    return facts.filter((each) => each !== NOTHING && !each.names[0]?.startsWith('pg_toast'))
  }

  private async fact(what: Fact['what'], { catalogue, row, address }: Row): Promise<Fact> {
    const owner = OWNERS[catalogue]
    if (catalogue === 'pg_trigger' && row['tgisinternal']) return NOTHING
    if (catalogue === 'pg_description' || catalogue === 'pg_seclabel') {
      const [type, names] = (await this.identify(String(row['classoid']), String(row['objoid']))) ?? [
        catalogue,
        [],
      ]
      return { what: 'changed', type, names }
    }
    if (catalogue.startsWith('pg_largeobject')) {
      return { what, type: 'large object', names: [String(row['loid'] ?? row['oid'])] }
    }
    if (catalogue === 'pg_cast') {
      const [source, target] = await Promise.all([
        this.identify('pg_type', String(row['castsource'])),
        this.identify('pg_type', String(row['casttarget'])),
      ])
      return { what, type: 'type', names: target?.[1] ?? [], also: source?.[1] ?? [] }
    }
    const table = catalogue === 'pg_class' ? await this.tableOf(row) : null
    if (table && row['relkind'] === 'S')
      return { what, type: 'sequence', names: address?.[1] ?? [], also: table }
    if (table)
      return {
        what: what === 'permitted' || what === 'truncated' ? what : 'changed',
        type: 'table',
        names: table,
      }
    if (catalogue === 'pg_namespace' && /^pg_(toast_)?temp/.test(String(row['nspname']))) return NOTHING
    if (!owner) {
      const own =
        address ?? (row['oid'] === undefined ? null : await this.identify(catalogue, asText(row['oid'])))
      return { what, type: own?.[0] ?? catalogue, names: own?.[1] ?? [] }
    }
    const oid = String(row[owner[1]])
    const indexed = owner[0] === 'pg_class' ? await this.tableOf({ oid, relkind: 'i' }) : null
    if (indexed) return { what: 'changed', type: 'table', names: indexed }
    const known = this.before.get(owner[0])?.get(oid)?.address ?? (await this.identify(owner[0], oid))
    if (oid === '0') return { what: 'changed', type: 'database', names: ['*'] }
    const isPart = what === 'removed' || what === 'made' ? 'changed' : what
    return { what: isPart, type: known?.[0] ?? catalogue, names: known?.[1] ?? [] }
  }

  /** The table that an index or a column's own sequence belongs to. */
  private async tableOf({ oid, relkind }: Row['row']): Promise<readonly string[] | null> {
    if (!['i', 'I', 'S'].includes(String(relkind))) return null
    const { rows } = await this.admin.query<{ table: string }>(
      `select indrelid::text as table from pg_index where indexrelid = $1 union all
       select refobjid::text from pg_depend where classid = 'pg_class'::regclass and objid = $1
         and refclassid = 'pg_class'::regclass and deptype in ('a', 'i')`,
      [oid],
    )
    const index = this.before.get('pg_index')?.get(JSON.stringify(oid))?.row['indrelid']
    const table = rows[0]?.table ?? index
    if (table === undefined) return null
    const known =
      this.before.get('pg_class')?.get(asText(table))?.address ??
      (await this.identify('pg_class', asText(table)))
    return known?.[1] ?? null
  }

  /** `catalogue` is its name or its OID. */
  private async identify(catalogue: string, oid: string): Promise<Address | null> {
    const known = this.before.get(catalogue)?.get(oid)?.address
    if (known) return known
    const { rows } = await this.admin.query<{ type: string; names: string[] }>(
      `select type, object_names as names from pg_identify_object_as_address('${catalogue}'::regclass, $1::oid, 0)`,
      [oid],
    )
    return rows[0]?.names ? [rows[0].type, rows[0].names] : null
  }

  private async read(catalogue: string): Promise<ReadonlyMap<string, Row>> {
    const hasOid = this.hasOid.get(catalogue) ?? false
    const address =
      hasOid && !OWNERS[catalogue] && catalogue !== 'pg_largeobject_metadata'
        ? `case when t.oid >= 16384 then (select json_build_array(i.type, i.object_names)
           from pg_identify_object_as_address(t.tableoid, t.oid, 0) i) end`
        : 'null::json'
    const { rows } = await this.admin.query<{ row: Record<string, unknown>; address: Address | null }>(
      `select to_jsonb(t)${EXTRA[catalogue] ?? ''} as row, ${address} as address from pg_catalog.${catalogue} t${filterOf(catalogue, hasOid)}`,
    )
    return new Map(
      rows.map(({ row, address: at }) => [
        keyOf(catalogue, row, hasOid),
        { catalogue, key: '', row, address: at },
      ]),
    )
  }
}

const NOTHING: Fact = { what: 'made', type: 'nothing', names: [] }

function isTemporary({ row }: Row): boolean {
  return row['relpersistence'] === 't'
}

/** A row without what maintenance writes into it, which no transaction takes back. */
function said(row: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(row, (key, value: unknown) =>
    /^rel(pages|tuples|allvisible|allfrozen|frozenxid|minmxid|hasindex|hasrules|hastriggers|filenode)$/.test(
      key,
    )
      ? undefined
      : value,
  )
}

const EXTRA: Readonly<Record<string, string>> = {
  pg_aggregate: " || jsonb_build_object('aggfnoid', aggfnoid::oid)",
}
/** Of these PostgreSQL's own rows may change, too. */
const WHOLE = new Set([
  'pg_authid',
  'pg_auth_members',
  'pg_database',
  'pg_tablespace',
  'pg_namespace',
  'pg_language',
  'pg_am',
])
const BY: Readonly<Record<string, string>> = {
  pg_attribute: 'attrelid',
  pg_index: 'indrelid',
  pg_description: 'objoid',
  pg_aggregate: 'aggfnoid',
}

/** PostgreSQL's own are thousands, and none of the cases is about them. */
function filterOf(catalogue: string, hasOid: boolean): string {
  const column =
    BY[catalogue] ??
    (hasOid && !WHOLE.has(catalogue) && catalogue !== 'pg_largeobject_metadata' ? 'oid' : null)
  return column ? ` where t.${column}::oid >= 16384` : ''
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  pg_attribute: ['attrelid', 'attnum'],
  pg_index: ['indexrelid'],
  pg_inherits: ['inhrelid', 'inhparent'],
  pg_description: ['objoid', 'classoid', 'objsubid'],
  pg_seclabel: ['objoid', 'classoid', 'objsubid', 'provider'],
  pg_db_role_setting: ['setdatabase', 'setrole'],
}

function keyOf(catalogue: string, row: Readonly<Record<string, unknown>>, hasOid: boolean): string {
  if (hasOid) return String(row['oid'])
  const columns = KEYS[catalogue] ?? Object.keys(row)
  return columns.map((column) => JSON.stringify(row[column])).join()
}

function isPermission(
  old: Readonly<Record<string, unknown>>,
  row: Readonly<Record<string, unknown>>,
): boolean {
  return Object.keys(row).some(
    (column) =>
      /(acl|owner|rowsecurity|prosecdef)$/.test(column) &&
      JSON.stringify(old[column]) !== JSON.stringify(row[column]),
  )
}

function countedFacts({ tables, functions, locks }: Books): readonly Fact[] {
  const counts = ['inserted', 'updated', 'deleted', 'scanned'] as const
  return [
    ...tables.flatMap((table) =>
      counts.flatMap((what) =>
        table[what] > 0 ? { what, type: 'table', names: table.name.split('.') } : [],
      ),
    ),
    ...functions.map((name) => ({ what: 'called', type: 'function', names: name.split('.') }) as const),
    ...locks.map((name) => ({ what: 'locked', type: 'table', names: name.split('.') }) as const),
  ]
}

function setFacts(was: Settings, now: Settings): readonly Fact[] {
  return Object.keys(was)
    .filter((name) => name in now && was[name] !== now[name])
    .map((name) => ({ what: 'set', type: 'setting', names: [name] }))
}

function advancedFacts(was: Books['sequences'], now: Books['sequences']): readonly Fact[] {
  return Object.keys(was)
    .filter((name) => name in now && was[name] !== now[name])
    .map((name) => ({ what: 'advanced', type: 'sequence', names: name.split('.') }))
}

/** An OID as the catalogue's JSON has it. */
function asText(oid: unknown): string {
  return typeof oid === 'number' ? String(oid) : typeof oid === 'string' ? oid : ''
}
