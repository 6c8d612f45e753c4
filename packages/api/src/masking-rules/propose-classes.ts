import type { DataClass } from '@sallyport/core'
import { classOfColumn } from '@sallyport/masking'
import { matchesGlob } from '@sallyport/policy'
import { readCatalogue } from '../catalogues/read-catalogue'
import type { Services } from '../context'
import { orNotFound } from '../not-found'
import { loadPolicy } from '../policy/load-policy'

export interface Proposal {
  /** `database.schema.table.column`, as a masking rule names it. */
  readonly column: string
  readonly type: string
  readonly dataClass: DataClass
}

export interface Proposals {
  readonly items: readonly Proposal[]
  /** Columns of the target's tables in all, and how many of them a rule masks already. */
  readonly columns: number
  readonly masked: number
  readonly readAt: Date | null
  /** Why the target could not be read now. */
  readonly problem: string | null
}

const SYSTEM = new Set(['pg_catalog', 'information_schema', 'pg_toast'])
const MOST = 2_000

/** Columns of a connection's tables that by their names and types hold personal data or secrets, and that no rule masks. */
export async function proposeClasses(
  services: Pick<Services, 'db' | 'live'>,
  organizationId: string,
  connectionId: string,
): Promise<Proposals> {
  const { db } = services
  const connection = orNotFound(
    await db.connection.findFirst({ where: { id: connectionId, organizationId } }),
    'connection',
  )
  const { catalogue, readAt, problem } = await readCatalogue(services, organizationId, connectionId)
  const { maskingRules } = await loadPolicy(db, organizationId)
  const globs = maskingRules
    .filter(
      ({ connections }) =>
        connections.length === 0 || connections.some((glob) => matchesGlob(glob, connection.name)),
    )
    .flatMap(({ columns }) => columns.filter((glob) => !glob.includes('->')))
  const tables = (catalogue?.relations ?? []).filter(
    ({ schema, kind }) => kind === 'table' && !SYSTEM.has(schema),
  )
  let columns = 0
  let masked = 0
  const items: Proposal[] = []
  for (const { schema, name, columns: names, details } of tables) {
    for (const [index, column] of names.entries()) {
      if (column === '') continue
      columns++
      const path = `${catalogue?.database}.${schema}.${name}.${column}`
      if (globs.some((glob) => matchesGlob(glob, path))) {
        masked++
        continue
      }
      const type = details?.[index]?.type ?? ''
      const dataClass = classOfColumn({ table: name, column, type })
      if (dataClass && items.length < MOST) items.push({ column: path, type, dataClass })
    }
  }
  return { items, columns, masked, readAt, problem }
}
