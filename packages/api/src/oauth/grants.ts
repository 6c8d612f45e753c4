import type { TokenScope } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { orNotFound } from '../not-found'
import { revokeGrant } from './redeem'

const MOST = 100

export interface GrantItem {
  readonly id: string
  readonly clientName: string
  readonly scopes: readonly TokenScope[]
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

/** The programs that one has let in and that still are. */
export async function listGrants(db: Db, { id }: Member): Promise<{ readonly items: readonly GrantItem[] }> {
  const items = await db.oAuthGrant.findMany({
    where: { identityId: id, revokedAt: null },
    orderBy: { createdAt: 'desc' },
    take: MOST,
    select: { id: true, clientName: true, scopes: true, createdAt: true, lastUsedAt: true },
  })
  return { items }
}

/** Takes a program's access away; its sessions end. */
export async function revokeOwnGrant(db: Db, member: Member, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const found = await tx.oAuthGrant.findFirst({ where: { id, identityId: member.id, revokedAt: null } })
    const { clientName } = orNotFound(found, 'program with access')
    await revokeGrant(tx, id)
    await recordAudit(tx, member, {
      action: 'token.revoke-grant',
      subject: { type: 'person', id: member.id, name: member.name },
      detail: { program: clientName },
    })
  })
}
