import type { Catalogue, Relation } from './catalogue'

let oid = 16_384

function relation(parts: Partial<Relation> & Pick<Relation, 'name' | 'columns'>): Relation {
  return { oid: oid++, schema: 'public', kind: 'table', definition: null, ...parts }
}

function view(name: string, columns: readonly string[], definition: string): Relation {
  return relation({ name, columns, kind: 'view', definition })
}

/** A catalogue to test with; definitions as pg_get_viewdef writes them with an empty search_path. */
export const shop: Catalogue = {
  database: 'shop',
  dependents: [],
  relations: [
    relation({ name: 'customers', columns: ['id', 'name', 'email', '', 'ssn', 'profile', 'tags'] }),
    relation({ name: 'orders', columns: ['id', 'customer_id', 'total', 'status'] }),
    relation({ name: 'employees', columns: ['id', 'name', 'salary'] }),
    relation({ schema: 'archive', name: 'orders', columns: ['id', 'customer_id', 'total', 'status'] }),
    relation({ schema: 'archive', name: 'employees', columns: ['id', 'name'] }),
    relation({ name: 'odd.name', columns: ['x.y'] }),
    relation({ name: 'orders_id_seq', kind: 'other', columns: ['last_value', 'log_cnt', 'is_called'] }),
    view(
      'contacts',
      ['id', 'contact', 'shout'],
      'SELECT id,\n    email AS contact,\n    upper(email) AS shout\n   FROM public.customers;',
    ),
    view('contacts_of_contacts', ['contact'], 'SELECT contact FROM public.contacts;'),
    view('opaque', ['id', 'secret'], 'SELECT id, public.cleanup() AS secret FROM public.customers;'),
    view('endless', ['id'], 'SELECT id FROM public.endless;'),
    view('newer', ['id'], 'SELECT id FROM public.customers WITH SOMETHING NEW;'),
    relation({ schema: 'pg_catalog', name: 'pg_class', columns: ['oid', 'relname', 'relnamespace'] }),
    relation({
      schema: 'pg_catalog',
      name: 'pg_stats',
      kind: 'view',
      columns: ['tablename', 'attname', 'most_common_vals'],
      definition: 'SELECT 1, 2, 3',
    }),
  ],
  functions: [
    { schema: 'public', name: 'cleanup' },
    { schema: 'public', name: 'lower' },
    { schema: 'tools', name: 'report' },
    { schema: 'public', name: 'total' },
    { schema: 'public', name: 'pg_read_file' },
  ],
}
