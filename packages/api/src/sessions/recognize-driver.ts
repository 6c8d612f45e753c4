import type { RecordedStatement } from '@sallyport/recording'

/** What drivers and tools send by themselves when they connect, or before the first value of some type. */
const BEGINNINGS: readonly (readonly [driver: string, text: RegExp])[] = [
  ['JDBC', /^SET extra_float_digits = \d$/],
  [
    'Postgres.js',
    /^select b\.oid, b\.typarray\s+from pg_catalog\.pg_type a\s+left join pg_catalog\.pg_type b\b/,
  ],
  ['SQLAlchemy', /^SELECT t\.oid, typarray\s+FROM pg_type t JOIN pg_namespace ns\b/],
  ['SQLAlchemy', /^select pg_catalog\.version\(\)$/],
  ['asyncpg', /^WITH RECURSIVE typeinfo_tree\(/],
  ['Active Record', /^SET client_min_messages TO 'warning'$/],
  ['pg_dump', /^SELECT pg_catalog\.set_config\('search_path', '', false\);$/],
]

/** A driver shows itself before its user does much. */
const FIRST_STATEMENTS = 8
const LONGEST = 4_096

/**
 * The driver or tool that a session's first statements are known from; empty: none of those that we know. Anybody can
 * send the same: it is shown as claimed and decides nothing.
 */
export function recognizeDriver(started: readonly Pick<RecordedStatement, 'statement' | 'text'>[]): string {
  for (const { statement, text } of started) {
    if (statement > FIRST_STATEMENTS || text.length > LONGEST) continue
    const found = BEGINNINGS.find(([, pattern]) => pattern.test(text.trim()))
    if (found) return found[0]
  }
  return ''
}
