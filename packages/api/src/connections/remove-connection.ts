import type { Db } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { endSessions } from '../sessions/end-sessions'

/** Removes the connection and ends what runs over it. Its sessions' recordings stay. */
export async function removeConnection(db: Db, actor: Actor, id: string): Promise<void> {
  const { organizationId } = actor
  await db.$transaction(async (tx) => {
    const found = await tx.connection.findFirst({
      where: { id, organizationId },
      select: { name: true, protocol: true },
    })
    const { name, protocol } = orNotFound(found, 'connection')
    await endSessions(tx, { organizationId, connectionId: id }, 'the connection was removed')
    await tx.connection.delete({ where: { id, organizationId } })
    if (protocol === 'mcp') await policyChanged(tx, organizationId) // of its tools
    await recordAudit(tx, actor, { action: 'connection.remove', subject: { type: 'connection', id, name } })
  })
}
