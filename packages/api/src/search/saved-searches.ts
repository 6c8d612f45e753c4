import type { Db } from '@sallyport/db'
import { isUniqueViolation } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { FieldError } from '../errors'
import { orNotFound } from '../not-found'
import type { SaveSearch } from './schema'

export interface SavedSearchItem {
  readonly id: string
  readonly name: string
  readonly query: string
  readonly isShared: boolean
  readonly isOwn: boolean
  readonly ownerName: string
}

/** More than anybody looks through. */
const MOST = 200

/** One's own, and those that others share. */
export async function listSavedSearches(
  db: Db,
  { id: ownerId, organizationId }: Member,
): Promise<{ readonly items: readonly SavedSearchItem[] }> {
  const rows = await db.savedSearch.findMany({
    where: { organizationId, OR: [{ ownerId }, { isShared: true }] },
    include: { owner: { select: { name: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: MOST,
  })
  const items = rows.map((row) => {
    const { id, name, query, isShared, owner } = row
    return { id, name, query, isShared, isOwn: row.ownerId === ownerId, ownerName: owner.name }
  })
  return { items }
}

export async function saveSearch(
  db: Db,
  member: Member,
  input: SaveSearch,
): Promise<{ readonly id: string }> {
  const { id: ownerId, organizationId } = member
  const count = await db.savedSearch.count({ where: { ownerId } })
  if (count >= MOST)
    throw new FieldError('INVALID_INPUT', 'name', 'Remove a saved search first: there are 200')
  try {
    return await db.$transaction(async (tx) => {
      const { id } = await tx.savedSearch.create({ data: { organizationId, ownerId, ...input } })
      await note(member, 'create', { id, name: input.name }, tx)
      return { id }
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new FieldError('CONFLICT', 'name', 'You have a saved search of this name')
  }
}

/** Of one's own only. */
export async function shareSearch(
  db: Db,
  member: Member,
  { id, isShared }: { readonly id: string; readonly isShared: boolean },
): Promise<void> {
  await change(db, member, id, async (tx) => {
    await tx.savedSearch.update({ where: { id }, data: { isShared } })
    return isShared ? 'share' : 'unshare'
  })
}

export async function removeSearch(db: Db, member: Member, id: string): Promise<void> {
  await change(db, member, id, async (tx) => {
    await tx.savedSearch.delete({ where: { id } })
    return 'remove'
  })
}

async function change(
  db: Db,
  member: Member,
  id: string,
  make: (tx: Parameters<typeof recordAudit>[0]) => Promise<string>,
): Promise<void> {
  const { id: ownerId, organizationId } = member
  await db.$transaction(async (tx) => {
    const found = await tx.savedSearch.findFirst({ where: { id, ownerId, organizationId } })
    const { name } = orNotFound(found, 'saved search')
    await note(member, await make(tx), { id, name }, tx)
  })
}

function note(
  member: Member,
  action: string,
  subject: { readonly id: string; readonly name: string },
  tx: Parameters<typeof recordAudit>[0],
): Promise<void> {
  return recordAudit(tx, member, {
    action: `saved-search.${action}`,
    subject: { type: 'saved-search', ...subject },
  })
}
