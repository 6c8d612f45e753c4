import type { DataClass } from '@sallyport/core'
import { catalogueNames } from '../catalogues/catalogue-names'
import type { Services } from '../context'
import { proposeClass } from './propose-class'

export interface Proposals {
  readonly database: string | null
  readonly relations: readonly {
    readonly schema: string
    readonly name: string
    readonly kind: 'table' | 'view' | 'other'
    readonly columns: readonly { readonly name: string; readonly dataClass: DataClass | null }[]
  }[]
  readonly problem: string | null
}

/** What the target holds, and which columns most likely need a mask, by their names. */
export async function proposals(
  services: Pick<Services, 'db' | 'live'>,
  organizationId: string,
  connectionId: string,
): Promise<Proposals> {
  const { database, relations, problem } = await catalogueNames(services, organizationId, connectionId)
  return {
    database,
    problem,
    relations: relations.map(({ columns, ...relation }) => ({
      ...relation,
      columns: columns.map((name) => ({ name, dataClass: proposeClass(relation.name, name) })),
    })),
  }
}
