import type { Db } from '@sallyport/db'
import type { Member } from '../context'
import { contains, type Page, pageArguments, toPage } from '../page'
import type { ListIdentities } from './schema'
import { IDENTITY_INCLUDE, type IdentityItem, toIdentityItem } from './to-item'

export async function listIdentities(
  db: Db,
  { organizationId }: Member,
  input: ListIdentities,
): Promise<Page<IdentityItem>> {
  const { search, kind } = input
  const rows = await db.identity.findMany({
    where: {
      organizationId,
      ...(kind && { kind }),
      ...(search && {
        OR: [
          { name: contains(search) },
          { email: contains(search) },
          { groups: { some: { name: contains(search) } } },
        ],
      }),
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    include: IDENTITY_INCLUDE,
    ...pageArguments(input),
  })
  return toPage(rows, toIdentityItem)
}
