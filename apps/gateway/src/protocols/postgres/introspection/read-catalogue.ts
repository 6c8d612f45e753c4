import { SallyportError } from '@sallyport/core'
import type { Catalogue } from '@sallyport/sql'
import { z } from 'zod'
import {
  BUILT_INS,
  CASTS,
  COMPOSITES,
  DEPENDENTS,
  DOMAINS,
  EVENT_TRIGGERS,
  FUNCTIONS,
  INDEXES,
  OPERATOR_CLASSES,
  OPERATORS,
  RELATIONS,
} from './queries'

const Column = z.object({
  type: z.string(),
  typeOid: z.number(),
  typeModifier: z.number(),
  collation: z.string().nullable(),
  isNotNull: z.boolean(),
  isGenerated: z.boolean(),
  default: z.string().nullable(),
})
const Relation = z
  .object({
    oid: z.number(),
    schema: z.string(),
    name: z.string(),
    kind: z.enum(['table', 'view', 'other']),
    variety: z.enum(['table', 'partitioned', 'foreign', 'view', 'materialised', 'sequence', 'composite']),
    columns: z.array(z.string()),
    details: z.array(Column).nullable(),
    definition: z.string().nullable(),
    parents: z.array(z.string()),
    hasRowSecurity: z.boolean(),
    triggers: z.array(
      z.object({
        name: z.string(),
        function: z.string(),
        isEnabled: z.boolean(),
        isDeferrable: z.boolean(),
        events: z.array(z.enum(['insert', 'update', 'delete', 'truncate'])),
        when: z.string().nullable(),
      }),
    ),
    rules: z.array(z.string()),
    policies: z.array(
      z.object({ name: z.string(), using: z.string().nullable(), check: z.string().nullable() }),
    ),
    uniques: z.array(z.array(z.string())),
    foreignKeys: z.array(
      z.object({
        columns: z.array(z.string()),
        references: z.string(),
        referencedColumns: z.array(z.string()),
        onDelete: z.string(),
        onUpdate: z.string(),
      }),
    ),
    expressions: z.array(z.string()),
    server: z.string().nullable(),
  })
  .transform(({ details, ...relation }) => (details ? { ...relation, details } : relation))
const CatalogueFunction = z.object({
  oid: z.number(),
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['function', 'procedure', 'aggregate', 'window']),
  arguments: z.string(),
  returns: z.string(),
  language: z.string(),
  volatility: z.enum(['immutable', 'stable', 'volatile']),
  isSecurityDefiner: z.boolean(),
  extension: z.string().nullable(),
  support: z.array(z.string()).nullable(),
  defaults: z.string().nullable(),
  body: z.string().nullable(),
  definition: z.string().nullable(),
})
const Operator = z.object({ schema: z.string(), name: z.string(), function: z.string() })
const BuiltIn = z.tuple([z.number(), z.string(), z.string(), z.string()])
const Cast = z.object({
  source: z.string(),
  isFromOwn: z.boolean(),
  target: z.string(),
  isExplicit: z.boolean(),
  function: z.string(),
})
const Domain = z.object({
  schema: z.string(),
  name: z.string(),
  base: z.string(),
  checks: z.array(z.string()),
})
const Composite = z.object({ schema: z.string(), name: z.string(), types: z.array(z.string()) })
const OperatorClass = z.object({
  schema: z.string(),
  name: z.string(),
  type: z.string(),
  isDefault: z.boolean(),
  functions: z.array(z.string()).nullable(),
  tables: z.array(z.string()),
})
const Dependent = z.object({
  object: z.string(),
  dependent: z.string(),
  isPart: z.boolean(),
  isAutomatic: z.boolean(),
  isMember: z.boolean(),
})
const Index = z.tuple([z.string(), z.string()])

/** Runs a query at the target; the answer is the first column of its rows. */
export type Ask = (sql: string) => Promise<readonly (string | null)[]>

/** What the target says of itself. The session must have an empty search_path. */
export async function readCatalogue(ask: Ask, database: string): Promise<Catalogue> {
  return {
    database,
    relations: parseRows(await ask(RELATIONS), Relation),
    functions: parseRows(await ask(FUNCTIONS), CatalogueFunction),
    operators: parseRows(await ask(OPERATORS), Operator),
    builtIns: parseRows(await ask(BUILT_INS), BuiltIn),
    casts: parseRows(await ask(CASTS), Cast),
    domains: parseRows(await ask(DOMAINS), Domain),
    composites: parseRows(await ask(COMPOSITES), Composite),
    operatorClasses: parseRows(await ask(OPERATOR_CLASSES), OperatorClass),
    eventTriggers: parseRows(await ask(EVENT_TRIGGERS), z.string()),
    dependents: parseRows(await ask(DEPENDENTS), Dependent),
    indexes: parseRows(await ask(INDEXES), Index),
  }
}

function parseRows<T>(rows: readonly (string | null)[], row: z.ZodType<T>): T[] {
  const parsed = z.array(row).safeParse(rows.map((text) => JSON.parse(text ?? 'null') as unknown))
  if (parsed.success) return parsed.data
  throw new SallyportError(
    'TARGET_UNREACHABLE',
    'the target described its catalogue in a way that cannot be read',
  )
}
