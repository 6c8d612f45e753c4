import type { Services } from '../context'
import { readCatalogue } from './read-catalogue'

/** Enough to complete from; more would make the page slow. */
const MOST = 5_000
const SYSTEM = new Set(['pg_catalog', 'information_schema'])

export interface CatalogueNames {
  readonly database: string | null
  /** The target's own: neither pg_catalog's nor information_schema's. */
  readonly relations: readonly {
    readonly schema: string
    readonly name: string
    readonly kind: 'table' | 'view' | 'other'
    readonly columns: readonly string[]
  }[]
  readonly functions: readonly { readonly schema: string; readonly name: string }[]
  readonly readAt: Date | null
  readonly problem: string | null
}

/** The names that a rule about the connection can use; not how views and functions are made. */
export async function catalogueNames(
  services: Pick<Services, 'db' | 'live'>,
  organizationId: string,
  connectionId: string,
): Promise<CatalogueNames> {
  const { catalogue, readAt, problem } = await readCatalogue(services, organizationId, connectionId)
  const relations = (catalogue?.relations ?? [])
    .filter(({ schema }) => !SYSTEM.has(schema))
    .slice(0, MOST)
    .map(({ schema, name, kind, columns }) => ({ schema, name, kind, columns: columns.filter(Boolean) }))
  const functions = (catalogue?.functions ?? []).slice(0, MOST).map(({ schema, name }) => ({ schema, name }))
  return { database: catalogue?.database ?? null, relations, functions, readAt, problem }
}
