import type { Catalogue, CatalogueFunction, ColumnDetail, Relation } from '../catalogue'
import type { SourceMasks } from './masks'

let oid = 20_000

function table(name: string, columns: readonly string[], more: Partial<Relation> = {}): Relation {
  const details = columns.map(
    (): ColumnDetail => ({
      type: 'text',
      typeOid: 25,
      typeModifier: -1,
      collation: null,
      isNotNull: false,
      isGenerated: false,
      default: null,
    }),
  )
  return {
    oid: oid++,
    schema: 'gw',
    name,
    kind: 'table',
    variety: 'table',
    definition: null,
    columns,
    details,
    ...more,
  }
}

const view = (name: string, columns: readonly string[], definition: string, more: Partial<Relation> = {}) =>
  table(name, columns, { kind: 'view', variety: 'view', definition, ...more })

function fn(name: string, body: string, more: Partial<CatalogueFunction> = {}): CatalogueFunction {
  const language = more.language ?? 'sql'
  return {
    schema: 'gw',
    name,
    kind: 'function',
    arguments: 'integer',
    returns: 'text',
    language,
    extension: null,
    body,
    definition: `CREATE FUNCTION gw.${name}(integer) RETURNS text LANGUAGE ${language} AS $f$${body}$f$`,
    ...more,
  }
}

/** A catalogue with masked columns: customers.ssn and email, and ssn of part's partition. */
export const gw: Catalogue = {
  database: 'shop',
  relations: [
    table('customers', ['id', 'name', 'email', '', 'ssn', 'notes'], { uniques: [['id'], ['ssn']] }),
    table('orders', ['id', 'customer_id', 'customer_ssn', 'total'], {
      foreignKeys: [{ columns: ['customer_ssn'], references: 'gw.customers', referencedColumns: ['ssn'] }],
    }),
    table('victim', ['id', 'v']),
    table('customers', ['id', 'name'], { schema: 'archive' }),
    table('part', ['id', 'ssn'], { variety: 'partitioned' }),
    table('part_eu', ['id', 'ssn'], { parents: ['gw.part'] }),
    view('contacts', ['id', 'national_id'], ' SELECT id, ssn AS national_id FROM gw.customers;'),
    view('contacts2', ['n'], ' SELECT national_id AS n FROM gw.contacts;'),
    view('harmless', ['id'], ' SELECT id FROM gw.victim;'),
    view('opaque', ['s'], ' SELECT gw.get_ssn(1) AS s;'),
    view('kept', ['id', 's'], ' SELECT id, upper(ssn) AS s FROM gw.customers;', { variety: 'materialised' }),
    table('pg_stats', ['tablename', 'most_common_vals'], {
      schema: 'pg_catalog',
      kind: 'view',
      variety: 'view',
    }),
    table('pg_class', ['oid', 'relname'], { schema: 'pg_catalog' }),
  ],
  functions: [
    fn('get_ssn', 'select ssn from gw.customers where id = $1'),
    fn('get_v', 'select v from gw.victim where id = $1'),
    fn('twice', 'begin return gw.get_v(1); end', { language: 'plpgsql' }),
    fn('sneaky', 'begin return gw.get_ssn(1); end', { language: 'plpgsql' }),
    fn('dynamic', "begin execute 'select 1'; end", { language: 'plpgsql' }),
    fn('levenshtein', '', {
      schema: 'public',
      language: 'c',
      extension: 'fuzzystrmatch',
      body: null,
      definition: null,
    }),
    fn('crosstab', '', {
      schema: 'public',
      language: 'c',
      extension: 'tablefunc',
      body: null,
      definition: null,
    }),
    fn('total_of', 'select 1', { arguments: 'gw.customers', language: 'c', body: null, definition: null }),
  ],
  operators: [{ schema: 'gw', name: '===', function: 'gw.get_ssn' }],
}

const star = () => "'*'::text"
export const masks: SourceMasks = {
  columns: new Map([
    ['gw.customers.ssn', star],
    ['gw.customers.email', star],
    ['gw.part.ssn', star],
  ]),
  derived: () => "'?'::text",
  comparable: new Set(['gw.customers.email']),
}
