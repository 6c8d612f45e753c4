import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import { identityChanged } from '../identities/changed'

/** Ends a sign-in: the cookie that names it is worthless from now on. A second time does nothing. */
export async function signOut(db: Db, consoleSessionId: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count } = await tx.consoleSession.updateMany({
      where: { id: consoleSessionId, revokedAt: null },
      data: { revokedAt: new Date() },
    })
    if (count === 0) return
    const { identity } = await tx.consoleSession.findUniqueOrThrow({
      where: { id: consoleSessionId },
      select: { identity: { select: { id: true, name: true, organizationId: true } } },
    })
    const { id, name, organizationId } = identity
    await recordAudit(
      tx,
      { type: 'member', id, name, organizationId },
      { action: 'sign-out', subject: { type: 'person', id, name } },
    )
    await identityChanged(tx, organizationId, id)
  })
}
