import type { Db } from '@sallyport/db'
import type { Member } from '../context'
import { contains, type Page, pageArguments, toPage } from '../page'
import type { ListConnections } from './schema'
import { CONNECTION_INCLUDE, type ConnectionItem, toConnectionItem } from './to-item'

export async function listConnections(
  db: Db,
  { organizationId }: Member,
  input: ListConnections,
): Promise<Page<ConnectionItem>> {
  const { search, protocol } = input
  const rows = await db.connection.findMany({
    where: {
      organizationId,
      ...(protocol && { protocol }),
      ...(search && {
        OR: [{ name: contains(search) }, { host: contains(search) }, { database: contains(search) }],
      }),
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    include: CONNECTION_INCLUDE,
    ...pageArguments(input),
  })
  return toPage(rows, toConnectionItem)
}
