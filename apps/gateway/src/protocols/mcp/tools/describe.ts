import { type Effect, SallyportError } from '@sallyport/core'
import { classesOf, evaluate } from '@sallyport/policy'
import type { Relation } from '@sallyport/sql'
import { z } from 'zod'
import { admit } from '../../../session/run'
import type { Session } from '../../../session/session'
import { answer, answering } from '../answer'
import { bearerOf } from '../bearer'
import type { RegisterTool } from './tool'

const MAX_RELATIONS = 200
const MAX_DETAILED = 20
const SHOWN_VERBS = ['read', 'insert', 'update', 'delete'] as const
const SYSTEM = /^(pg_|information_schema$)/

const Input = z.object({
  connection: z.string().max(200).describe('A name from list_connections'),
  tables: z
    .array(z.string().max(200))
    .max(MAX_DETAILED)
    .optional()
    .describe('Tables or views to describe column by column, as schema.name or name'),
  search: z.string().max(200).optional().describe('Part of a name; without `tables`'),
})

const Output = z.object({
  status: z.string(),
  database: z.string().optional(),
  relations: z
    .array(
      z.object({
        name: z.string(),
        kind: z.string(),
        may: z.record(z.string(), z.string()),
        columns: z
          .array(
            z.object({
              name: z.string(),
              type: z.string(),
              nullable: z.boolean().optional(),
              classes: z.array(z.string()).optional(),
              masked: z.boolean().optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
  message: z.string().optional(),
  code: z.string().optional(),
  hint: z.string().optional(),
})

export const describe: RegisterTool = (server, { seats, postgres }) => {
  server.registerTool(
    'describe',
    {
      title: 'Describe a database',
      description:
        'Tables and views of a connection, what you may do with each (allow, hold: after an approval, deny), and with `tables` their columns: types, data classes, and which are masked. Never values.',
      inputSchema: Input,
      outputSchema: Output,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ connection, tables, search }, context) =>
      answering(async () => {
        const bearer = bearerOf(context)
        const seat = await seats.take(bearer, connection)
        try {
          const { session } = seat
          const catalogue = await postgres.catalogue(session.target)
          await recordLook(session, tables ?? [])
          const open = catalogue.relations
            .filter(({ kind, schema }) => kind !== 'other' && !SYSTEM.test(schema))
            .map((relation) => ({ relation, may: mayDo(session, catalogue.database, relation) }))
            .filter(({ may }) => Object.values(may).some((effect) => effect !== 'deny'))
          const wanted = tables
            ? tables.map((name) => find(open, name))
            : open.filter(({ relation }) => !search || nameOf(relation).includes(search))
          return answer({
            status: 'done',
            database: catalogue.database,
            relations: wanted.slice(0, MAX_RELATIONS).map(({ relation, may }) => ({
              name: nameOf(relation),
              kind: relation.variety ?? relation.kind,
              may,
              ...(tables && { columns: columnsOf(session, catalogue.database, relation) }),
            })),
            ...(wanted.length > MAX_RELATIONS && {
              message: `the first ${MAX_RELATIONS} of ${wanted.length}: give a search`,
            }),
          })
        } finally {
          seats.release(bearer, connection, seat)
        }
      }),
  )
}

interface Open {
  readonly relation: Relation
  readonly may: Readonly<Record<string, Effect>>
}

/** What no rule opens is as good as absent. */
function find(open: readonly Open[], name: string): Open {
  const found =
    open.find(({ relation }) => nameOf(relation) === name) ??
    open.find(({ relation }) => relation.name === name)
  if (found) return found
  throw new SallyportError('NOT_FOUND', `there is no table or view "${name}" that you may use`)
}

const nameOf = ({ schema, name }: Relation) => `${schema}.${name}`

function mayDo(session: Session, database: string, { schema, name }: Relation): Record<string, Effect> {
  const { rules, maskingRules } = session.policy.current()
  const connection = session.connection.name
  const request = { connection, at: Date.now(), classesOf: classesOf(maskingRules, connection) }
  const resource = `${database}.${schema}.${name}`
  return Object.fromEntries(
    SHOWN_VERBS.map((verb) => {
      const operations = [{ verb, resource, conditions: [] }]
      return [verb, evaluate(rules, { ...request, operations }, session.identity).effect]
    }),
  )
}

function columnsOf(session: Session, database: string, relation: Relation) {
  const { maskingRules } = session.policy.current()
  const { name: connection } = session.connection
  const all = classesOf(maskingRules, connection)
  const own = classesOf(
    maskingRules.filter(
      ({ groups }) => groups.length === 0 || groups.some((group) => session.identity.groups.includes(group)),
    ),
    connection,
  )
  return relation.columns.flatMap((name, at) => {
    if (name === '') return []
    const path = `${database}.${nameOf(relation)}.${name}`
    const detail = relation.details?.[at]
    const classes = all(path)
    return {
      name,
      type: detail?.type ?? 'unknown',
      ...(detail && { nullable: !detail.isNotNull }),
      ...(classes.length > 0 && { classes, masked: own(path).length > 0 }),
    }
  })
}

/** That somebody looked stands in the recording; what they saw is the catalogue, without a value of the data. */
async function recordLook(session: Session, tables: readonly string[]): Promise<void> {
  const statement = {
    text: tables.length > 0 ? `-- describe ${tables.join(', ').replaceAll(/\s/g, ' ')}` : '-- describe',
    parameters: [],
    operations: [{ verb: 'session', resource: 'describe', conditions: [] } as const],
    context: [],
  }
  const { number, refusal } = await admit(session, statement, {
    untilGone: (wait) => wait(session.signal),
    notify: () => undefined,
    statementNow: async () => statement,
    impact: () => Promise.reject(new SallyportError('INTERNAL', 'to look at definitions is never held')),
    isInTransaction: false,
    hasLeft: () => false,
  })
  if (refusal) throw refusal
  session.recorder.append({
    type: 'statement-end',
    at: Date.now(),
    statement: number,
    status: 'done',
    rows: 0,
  })
}
