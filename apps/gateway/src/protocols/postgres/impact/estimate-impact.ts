import type { DataClass, Operation, Verb } from '@sallyport/core'
import { classesOf } from '@sallyport/policy'
import { z } from 'zod'
import type { Impact } from '../../../session/approvals'
import type { Statement } from '../../../session/statement'
import type { TargetCatalogue } from '../catalogue'
import type { Conversation } from '../conversation'
import { ask } from '../target/ask'
import { openTarget } from '../target/target-link'
import { READABLE } from '../understand'
import { explainStatement } from './explain-statement'

const SETTINGS = new Map([
  ...READABLE,
  ['application_name', 'sallyport impact'],
  ['default_transaction_read_only', 'on'],
  ['statement_timeout', '3s'],
  ['lock_timeout', '500ms'], // the session that asks may hold the lock itself
])
const MAX_TABLES = 50
const MAX_LOCKS = 50

type Relation = TargetCatalogue['relations'][number]

/**
 * What a statement would touch, found out on a connection of the gateway's own: sizes from the target's statistics, locks
 * from pg_locks, and an EXPLAIN without ANALYZE in a read-only transaction. Nothing of it runs, and the client's session
 * is not used.
 */
export async function estimateImpact(conversation: Conversation, statement: Statement): Promise<Impact> {
  const { session, target, catalogue } = conversation
  const reached = relationsOf(catalogue, statement.operations)
  const link = await openTarget(session.target, SETTINGS)
  try {
    const tables = await ask(link, sizesOf(reached.map(({ oid }) => oid))).then((rows) => rows.map(toTable))
    const locks = await ask(link, locksOf(target.processId)).then((rows) => rows.map(toLock))
    const [activity] = (await ask(link, activityOf(target.processId))).map(toActivity)
    const planned = await explainStatement(link, statement, conversation.parameters.get('search_path'))
    return {
      tables,
      locks,
      ...planned,
      dataClasses: classesTouched(conversation, statement.operations),
      transactionSince: conversation.transactionStatus === 'I' ? null : (activity?.since ?? null),
      othersWaiting: activity?.waiting ?? 0,
    }
  } finally {
    link.close()
  }
}

/** The tables that the operations name, by the catalogue. */
function relationsOf(catalogue: TargetCatalogue, operations: readonly Operation[]): Relation[] {
  const named = new Set(operations.map(({ resource }) => resource))
  return catalogue.relations
    .filter((relation) => relation.kind === 'table' && named.has(resourceOf(catalogue, relation)))
    .slice(0, MAX_TABLES)
}

/** As packages/sql writes it: a dot within a name is no separator. */
function resourceOf({ database }: TargetCatalogue, { schema, name }: Relation): string {
  return [database, schema, name].map((part) => part.replaceAll('.', '%2E')).join('.')
}

const COLUMN_VERBS: ReadonlySet<Verb> = new Set(['read', 'insert', 'update', 'copy-in', 'copy-out'])

/** The data classes of the columns that are read or filled; of all columns, where it cannot be told which. */
function classesTouched({ session, catalogue }: Conversation, operations: readonly Operation[]): DataClass[] {
  const classes = classesOf(session.policy.current().maskingRules, session.connection.name)
  const byResource = new Map(
    catalogue.relations.map((relation) => [resourceOf(catalogue, relation), relation]),
  )
  const touched = operations.flatMap(({ verb, resource, columns }) => {
    if (!COLUMN_VERBS.has(verb)) return []
    const names = columns ?? byResource.get(resource)?.columns ?? []
    return names.flatMap((column) => classes(`${resource}.${column.replaceAll('.', '%2E')}`))
  })
  return [...new Set(touched)].sort()
}

// The numbers in these are the target's own, and nothing of the client's is in them.

/** pg_class alone: pg_relation_size would wait for the locks that this is to tell of. */
const sizesOf = (oids: readonly number[]) => `
  SELECT json_build_object('name', n.nspname || '.' || c.relname,
    'rows', CASE WHEN c.reltuples < 0 THEN NULL ELSE c.reltuples::float8::bigint END,
    'bytes', c.relpages::bigint * current_setting('block_size')::bigint)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid IN (${[0, ...oids].map(Number).join(', ')}) ORDER BY 1::text LIMIT ${MAX_TABLES}`

const locksOf = (processId: number) => `
  SELECT DISTINCT ON (1::text) json_build_object('relation', n.nspname || '.' || c.relname, 'mode', l.mode)
  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE l.pid = ${Number(processId)} AND l.granted AND l.locktype = 'relation' AND c.relkind IN ('r', 'p', 'm', 'f', 'S')
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  LIMIT ${MAX_LOCKS}`

const activityOf = (processId: number) => `
  SELECT json_build_object('since', to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'waiting', (SELECT count(*) FROM pg_catalog.pg_stat_activity w
      WHERE w.wait_event_type = 'Lock' AND a.pid = ANY (pg_catalog.pg_blocking_pids(w.pid))))
  FROM pg_catalog.pg_stat_activity a WHERE a.pid = ${Number(processId)}`

const Table = z.object({ name: z.string(), rows: z.number().nullable(), bytes: z.number().nullable() })
const Lock = z.object({ relation: z.string(), mode: z.string() })
const Activity = z.object({ since: z.string().nullable(), waiting: z.number() })

const toTable = (row: string | null) => Table.parse(JSON.parse(row ?? 'null'))
const toLock = (row: string | null) => Lock.parse(JSON.parse(row ?? 'null'))
const toActivity = (row: string | null) => Activity.parse(JSON.parse(row ?? 'null'))
