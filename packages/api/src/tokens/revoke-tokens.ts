import type { Prisma, Tx } from '@sallyport/db'
import { endSessions } from '../sessions/end-sessions'

/** Revokes tokens with what was given out for them, and ends the sessions that were opened with any. How many: of the former. */
export async function revokeTokens(
  tx: Tx,
  organizationId: string,
  which: Prisma.TokenWhereInput,
  reason: string,
): Promise<number> {
  const now = new Date()
  const found = await tx.token.findMany({
    where: { ...which, identity: { organizationId } },
    select: { id: true },
  })
  const ids = found.map(({ id }) => id)
  const { count } = await tx.token.updateMany({
    where: { id: { in: ids }, revokedAt: null },
    data: { revokedAt: now },
  })
  await tx.token.updateMany({ where: { parentId: { in: ids }, revokedAt: null }, data: { revokedAt: now } })
  const opened = [{ tokenId: { in: ids } }, { token: { parentId: { in: ids } } }]
  await endSessions(tx, { organizationId, OR: opened }, reason)
  return count
}
