import type { Db, Tx } from '@sallyport/db'
import { z } from 'zod'
import { orNotFound } from '../not-found'
import { type PolicyKind, VERSION_ACTIONS, type VersionAction } from './versions'

/** More than anybody reads; the audit log has them all. */
const MOST = 200

export interface VersionItem<Content> {
  readonly number: number
  readonly action: VersionAction
  readonly author: string
  readonly at: Date
  readonly content: Content
}

interface Wanted<Content> {
  readonly organizationId: string
  readonly kind: PolicyKind
  readonly content: z.ZodType<Content>
}

/** The versions of a rule or masking rule, the newest first; also of one that was removed. */
export async function listVersions<Content>(
  db: Db,
  { organizationId, kind, content }: Wanted<Content>,
  id: string,
): Promise<{ readonly items: readonly VersionItem<Content>[] }> {
  const rows = await db.policyVersion.findMany({
    where: { subjectId: id, organizationId, kind },
    orderBy: { number: 'desc' },
    take: MOST,
  })
  const items = rows.map(({ number, action, authorName, at, content: kept }) => ({
    number,
    action: z.enum(VERSION_ACTIONS).parse(action),
    author: authorName,
    at,
    content: content.parse(kept),
  }))
  return { items: orNotFound(items.length > 0 ? items : null, kind.replace('-', ' ')) }
}

/** What one version held. */
export async function contentOf<Content>(
  tx: Tx,
  { organizationId, kind, content }: Wanted<Content>,
  subjectId: string,
  number: number,
): Promise<Content> {
  const row = await tx.policyVersion.findFirst({ where: { subjectId, organizationId, kind, number } })
  return content.parse(orNotFound(row, 'version').content)
}

export interface RemovedItem {
  readonly id: string
  readonly name: string
  readonly author: string
  readonly at: Date
}

/** What was removed and not restored since, the newest first. */
export async function listRemoved(
  db: Db,
  organizationId: string,
  kind: PolicyKind,
): Promise<{ readonly items: readonly RemovedItem[] }> {
  const rows = await db.policyVersion.findMany({
    where: { organizationId, kind },
    orderBy: [{ subjectId: 'asc' }, { number: 'desc' }],
    distinct: ['subjectId'],
  })
  const items = rows
    .filter(({ action }) => action === 'remove')
    .map(({ subjectId, name, authorName, at }) => ({ id: subjectId, name, author: authorName, at }))
    .sort((one, other) => other.at.getTime() - one.at.getTime())
    .slice(0, MOST)
  return { items }
}
