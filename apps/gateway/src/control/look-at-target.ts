import { z } from 'zod'
import { ask } from '../protocols/postgres/target/ask'
import type { TargetLink } from '../protocols/postgres/target/target-link'

/** The oldest release whose catalogue the gateway's questions fit. */
const OLDEST = 120_000
const NAME = 'PostgreSQL '

/** One value: what somebody who registers a target must know of it. Counts leave the system's own tables out. */
const QUESTION = `
WITH own AS (
  SELECT c.oid, has_schema_privilege(n.oid, 'USAGE') AS may_look
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
)
SELECT json_build_object(
  'version', version(),
  'number', current_setting('server_version_num')::int,
  'superuser', (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),
  'makesRoles', (SELECT rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user),
  'standby', pg_is_in_recovery(),
  'tables', (SELECT count(*) FROM own),
  'readable', (SELECT count(*) FROM own WHERE may_look AND has_table_privilege(oid, 'SELECT')),
  'writable', (SELECT count(*) FROM own WHERE may_look AND has_table_privilege(oid, 'INSERT, UPDATE, DELETE'))
)::text`

const Answer = z.object({
  version: z.string(),
  number: z.int(),
  superuser: z.boolean().nullable(),
  makesRoles: z.boolean().nullable(),
  standby: z.boolean(),
  tables: z.int(),
  readable: z.int(),
  writable: z.int(),
})
type Answer = z.infer<typeof Answer>

export interface Finding {
  readonly about: 'version' | 'rights'
  /** A problem: it will not work like this. A warning: it works, and somebody should know. */
  readonly tone: 'good' | 'warning' | 'problem'
  readonly message: string
  readonly hint: string
}

/** What the target is and what our user may do there, in words. */
export async function lookAtTarget(link: TargetLink, username: string): Promise<readonly Finding[]> {
  const [answer] = await ask(link, QUESTION)
  const found = Answer.parse(JSON.parse(answer ?? 'null'))
  return [judgeVersion(found), ...judgeRights(found, username)]
}

export function judgeVersion({ version, number, standby }: Answer): Finding {
  const about = 'version'
  const name = version.split(' on ')[0] ?? version
  if (!version.startsWith(NAME)) {
    const hint = 'Statements are understood by PostgreSQL’s grammar; what differs is refused.'
    return {
      about,
      tone: 'warning',
      message: `${name} speaks PostgreSQL’s protocol but is another product`,
      hint,
    }
  }
  if (number < OLDEST) {
    const hint = 'Version 12 is the oldest that the gateway can describe. Upgrade the target.'
    return { about, tone: 'problem', message: `${name} is too old`, hint }
  }
  return { about, tone: 'good', message: standby ? `${name}, a standby: it only reads` : name, hint: '' }
}

export function judgeRights(found: Answer, username: string): readonly Finding[] {
  const about = 'rights'
  const { tables, readable, writable } = found
  if (tables > 0 && readable + writable === 0) {
    const hint = `As its owner: GRANT USAGE ON SCHEMA public TO ${username}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${username};`
    return [{ about, tone: 'problem', message: `${username} may use none of its ${tables} tables`, hint }]
  }
  const message =
    tables === 0
      ? 'It has no table yet'
      : `${username} reads ${readable} of ${tables} tables and changes ${writable}`
  const may: Finding = { about, tone: 'good', message, hint: '' }
  if (found.superuser || found.makesRoles) {
    const what = found.superuser ? 'is a superuser' : 'may make roles'
    const hint = 'Rules hold all the same, but a role with fewer rights is a second wall behind them.'
    return [may, { about, tone: 'warning', message: `${username} ${what}`, hint }]
  }
  return [may]
}
