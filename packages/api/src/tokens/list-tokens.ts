import type { TokenScope } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { Member } from '../context'
import type { ListTokens } from './schema'
import { visibleIdentities } from './visible'

const MOST = 200

export interface TokenItem {
  readonly id: string
  readonly scope: TokenScope
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  readonly lastUsedAt: Date | null
}

/** The newest of an identity's tokens that people made; those of programs come and go with what they were granted. */
export async function listTokens(
  db: Db,
  member: Member,
  { identityId }: ListTokens,
): Promise<{ readonly items: readonly TokenItem[] }> {
  const items = await db.token.findMany({
    where: { identityId, grantId: null, identity: visibleIdentities(member) },
    orderBy: { createdAt: 'desc' },
    take: MOST,
    omit: { identityId: true, grantId: true },
  })
  return { items }
}
