/**
 * Writes src/functions/builtins.ts from the catalogue of the PostgreSQL at DATABASE_URL, which must be a fresh
 * one of the parser's own major version:
 *
 *   DATABASE_URL=postgresql://… npx tsx packages/sql/scripts/generate-builtins.ts
 */
import { writeFile } from 'node:fs/promises'
import pg from 'pg'
import { HARMLESS_VOLATILE, NEVER_SAFE } from './builtin-choices'

/** A name is what a statement shows, so a name is safe only when every function of that name is. */
const NAMES = `
  select n.nspname schema, p.proname name, bool_or(p.provolatile = 'v') volatile
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
   where n.nspname in ('pg_catalog', 'information_schema')
     and not p.prorettype = any(array['trigger', 'event_trigger', 'internal']::regtype[])
   group by 1, 2 order by 1 desc, 2`

/** Functions that give rows of several columns, with the names of those. */
const ROWS = `
  select p.proname name, array_agg(a.name order by a.place) filter (where a.mode in ('o', 'b', 't')) columns
    from pg_proc p,
         unnest(p.proargmodes::text[], p.proargnames) with ordinality a(mode, name, place)
   where p.pronamespace in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
   group by p.oid, 1 having count(*) filter (where a.mode in ('o', 'b', 't')) > 1 order by 1`

/** Numbers below 10,000 are never given to another function, in no version. */
const OIDS = `select proname name, array_agg(oid::int order by oid) oids from pg_proc
  where pronamespace = 'pg_catalog'::regnamespace and oid < 10000 group by 1 order by 1`

/** What the internal ones are called in C. */
const SOURCES = `select distinct p.proname name, p.prosrc source from pg_proc p join pg_language l on l.oid = p.prolang
  where p.pronamespace = 'pg_catalog'::regnamespace and l.lanname = 'internal' order by 2`

const OPERATORS = `select distinct oprname name from pg_operator where oprnamespace = 'pg_catalog'::regnamespace order by 1`

const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] })
await client.connect()
const version = (await client.query<{ server_version: string }>('show server_version')).rows[0]
  ?.server_version
const names = (await client.query<{ schema: string; name: string; volatile: boolean }>(NAMES)).rows
const rows = (await client.query<{ name: string; columns: string[] }>(ROWS)).rows
const oids = (await client.query<{ name: string; oids: number[] }>(OIDS)).rows
const sources = (await client.query<{ name: string; source: string }>(SOURCES)).rows
const operators = (await client.query<{ name: string }>(OPERATORS)).rows
await client.end()

const isSafe = ({ name, volatile }: { name: string; volatile: boolean }) =>
  !NEVER_SAFE.some((pattern) => pattern.test(name)) && (!volatile || HARMLESS_VOLATILE.includes(name))
const inCatalogue = names.filter(({ schema }) => schema === 'pg_catalog')
const inStandard = names.filter(({ schema }) => schema === 'information_schema')

const wrap = (words: readonly string[]) =>
  words.reduce((text, word) => {
    const line = text.slice(text.lastIndexOf('\n') + 1)
    return line.length + word.length > 107 ? `${text}\n  ${word}` : `${text} ${word}`
  }, ' ')
const words = (list: readonly { name: string }[]) => `words(\`\n${wrap(list.map(({ name }) => name))}\n\`)`

const safe = new Set(names.filter(isSafe).map(({ name }) => name))
// unnest has as many columns as its argument's type says, which only the server knows
const columnLines = rows.filter(({ name }) => safe.has(name) && name !== 'unnest')
await writeFile(
  new URL('../src/functions/builtins.ts', import.meta.url),
  `// Generated from PostgreSQL ${version} by scripts/generate-builtins.ts. Do not edit.

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\\s+/).filter(Boolean))

/** Functions of pg_catalog that only compute, or read what any role may read of the catalogue. */
export const SAFE_FUNCTIONS = ${words(inCatalogue.filter(isSafe))}

/** The other functions of pg_catalog. */
export const UNSAFE_FUNCTIONS = ${words(inCatalogue.filter((each) => !isSafe(each)))}

export const SAFE_STANDARD_FUNCTIONS = ${words(inStandard.filter(isSafe))}

/** Operator names that pg_catalog defines. */
export const OPERATORS = ${words(operators)}

/** Column names of the functions that give rows of several columns. */
export const ROW_COLUMNS: ReadonlyMap<string, readonly string[]> = new Map(
  [
${columnLines.map(({ name, columns }) => `    '${name} ${columns.join(' ')}',`).join('\n')}
  ].map((line) => {
    const [name = '', ...columns] = line.split(' ')
    return [name, columns] as const
  }),
)
`,
)

await writeFile(
  new URL('../src/functions/built-in-oids.ts', import.meta.url),
  `// Generated from PostgreSQL ${version} by scripts/generate-builtins.ts. Do not edit.

/** The functions of pg_catalog by OID, which no version gives to another function. */
export const BUILT_IN_OIDS: ReadonlyMap<number, string> = new Map(
  \`
${wrap(oids.flatMap(({ name, oids: each }) => [name, ...each.map(String)]))}
  \`
    .split(/\\s+/)
    .reduce<{ name: string; pairs: [number, string][] }>(
      ({ name, pairs }, word) => {
        if (/^\\d+$/.test(word)) pairs.push([Number(word), name])
        return { name: /^\\d/.test(word) ? name : word, pairs }
      },
      { name: '', pairs: [] },
    ).pairs,
)
`,
)

const safeSources = new Set(sources.filter(({ name }) => safe.has(name)).map(({ source }) => source))
const unsafeSources = [...new Set(sources.map(({ source }) => source))].filter(
  (source) => !safeSources.has(source),
)
await writeFile(
  new URL('../src/functions/unsafe-sources.ts', import.meta.url),
  `// Generated from PostgreSQL ${version} by scripts/generate-builtins.ts. Do not edit.

/** The names in C of the functions that are not safe: what is put in a safe one's place is known by it. */
export const UNSAFE_SOURCES: ReadonlySet<string> = new Set(
  \`
${wrap(unsafeSources)}
\`
    .split(/\\s+/)
    .filter(Boolean),
)
`,
)
