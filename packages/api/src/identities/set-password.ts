import type { Db } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { hashPassword } from '../sign-in/password'
import { identityChanged } from './changed'
import type { SetPassword } from './schema'

/** Gives a person a new password and ends their sign-ins, which may not have been theirs. */
export async function setPassword(db: Db, actor: Actor, { id, password }: SetPassword): Promise<void> {
  const { organizationId } = actor
  const passwordHash = await hashPassword(password)
  await db.$transaction(async (tx) => {
    const where = { id, organizationId, kind: 'person' } as const
    const { name } = orNotFound(await tx.identity.findFirst({ where, select: { name: true } }), 'person')
    await tx.identity.update({ where, data: { passwordHash } })
    await tx.consoleSession.updateMany({
      where: { identityId: id, revokedAt: null },
      data: { revokedAt: new Date() },
    })
    await recordAudit(tx, actor, { action: 'identity.set-password', subject: { type: 'person', id, name } })
    await identityChanged(tx, organizationId, id)
  })
}
