import type { Db } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { endSessions } from '../sessions/end-sessions'
import type { SetClosed } from './schema'

/** Opens a connection to whom the rules let in, or closes it to everybody and ends what runs over it. */
export async function setClosed(db: Db, actor: Actor, { id, closed }: SetClosed): Promise<void> {
  const { organizationId } = actor
  await db.$transaction(async (tx) => {
    const found = await tx.connection.findFirst({
      where: { id, organizationId },
      select: { name: true, closedAt: true, protocol: true },
    })
    const { name, closedAt, protocol } = orNotFound(found, 'connection')
    if ((closedAt !== null) === closed) return
    await tx.connection.update({
      where: { id, organizationId },
      data: { closedAt: closed ? new Date() : null },
    })
    if (protocol === 'mcp') await policyChanged(tx, organizationId) // of its tools
    if (closed) await endSessions(tx, { organizationId, connectionId: id }, 'the connection was closed')
    await recordAudit(tx, actor, {
      action: closed ? 'connection.close' : 'connection.open',
      subject: { type: 'connection', id, name },
    })
  })
}
