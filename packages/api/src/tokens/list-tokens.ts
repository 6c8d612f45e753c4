import type { TokenScope } from '@sallyport/core'
import type { Db, TokenModel } from '@sallyport/db'
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
  /** A tool of the person's has it to itself. */
  readonly isForTool: boolean
  /** For whom its bearer acts. */
  readonly onBehalfOf: string | null
  /** Who issued it; null: the console. */
  readonly issuerName: string | null
  readonly connections: readonly string[]
  readonly purpose: string | null
  readonly rowBudget: number | null
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
    include: { onBehalfOf: { select: { name: true } }, issuer: { select: { name: true } } },
  })
  return { items: items.map(toItem) }
}

function toItem({ onBehalfOf, issuer, ...row }: Row): TokenItem {
  const {
    identityId: _,
    issuerId: __,
    digest: ___,
    onBehalfOfId: ____,
    parentId: _____,
    grantId: ______,
    ...item
  } = row
  return { ...item, onBehalfOf: onBehalfOf?.name ?? null, issuerName: issuer?.name ?? null }
}

type Named = { readonly name: string } | null
type Row = TokenModel & { readonly onBehalfOf: Named; readonly issuer: Named }
