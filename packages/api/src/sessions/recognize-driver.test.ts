import { describe, expect, it } from 'vitest'
import { recognizeDriver } from './recognize-driver'

const said = (...texts: string[]) => texts.map((text, at) => ({ statement: at + 1, text }))

// As a server's log showed them, each with the driver of that name.
describe('recognizeDriver', () => {
  it.each([
    ['JDBC', 'SET extra_float_digits = 3', "SET application_name = 'PostgreSQL JDBC Driver'"],
    [
      'Postgres.js',
      `
      select b.oid, b.typarray
      from pg_catalog.pg_type a
      left join pg_catalog.pg_type b on b.oid = a.typelem
      where a.typcategory = 'A'
      group by b.oid, b.typarray
      order by b.oid
    `,
    ],
    [
      'SQLAlchemy',
      'BEGIN',
      `SELECT t.oid, typarray
FROM pg_type t JOIN pg_namespace ns
    ON typnamespace = ns.oid
WHERE typname = 'hstore';
`,
      'ROLLBACK',
    ],
    ['SQLAlchemy', 'BEGIN', 'select pg_catalog.version()', 'select current_schema()'],
    ['asyncpg', 'select $1::inet[]', 'WITH RECURSIVE typeinfo_tree(\n    oid, ns, name, kind, basetype'],
    ['Active Record', "SET client_min_messages TO 'warning'", 'SET standard_conforming_strings = on'],
    ['pg_dump', "SELECT pg_catalog.set_config('search_path', '', false);"],
  ])('knows %s by what it sends itself', (driver, ...texts) => {
    expect(recognizeDriver(said(...texts))).toBe(driver)
  })

  it.each([
    ['statements of a person', said('select 1', 'BEGIN', 'update orders set total = 1')],
    ['nothing', []],
    ['the same, much later', [{ statement: 9, text: 'SET extra_float_digits = 3' }]],
    ['the same in the midst of something', said('select 1; SET extra_float_digits = 3')],
  ])('knows nobody by %s', (_, started) => {
    expect(recognizeDriver(started)).toBe('')
  })
})
