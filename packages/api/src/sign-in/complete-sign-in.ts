import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Services } from '../context'
import { countAttempt, proveFactor } from '../second-factor/prove-factor'
import { type From, type SignedIn, startConsoleSession } from './start-console-session'

/** A sign-in that waits for the second factor. */
export async function findAwaiting(db: Db, consoleSessionId: string) {
  return db.consoleSession.findFirst({
    where: {
      id: consoleSessionId,
      awaitsFactor: true,
      revokedAt: null,
      expiresAt: { gt: new Date() },
      identity: { disabledAt: null },
    },
    select: {
      method: true,
      identity: { select: { id: true, name: true, email: true, organizationId: true } },
    },
  })
}

/**
 * Ends the sign-in that waits, and begins one that counts, if the code is right. A new one, so that whoever knew the first
 * one's cookie is not in with it.
 */
export async function completeSignIn(
  { db, masterKey }: Pick<Services, 'db' | 'masterKey'>,
  consoleSessionId: string,
  code: string,
  from: From,
): Promise<SignedIn> {
  const awaiting = await findAwaiting(db, consoleSessionId)
  if (!awaiting) throw new SallyportError('UNAUTHENTICATED', 'This took too long: sign in again')
  const { identity, method } = awaiting
  const subject = { type: 'person', id: identity.id, name: identity.name } as const
  try {
    await countAttempt(db, identity.id)
    return await db.$transaction(async (tx) => {
      const proof = await proveFactor(tx, masterKey, identity.id, code)
      const { count } = await tx.consoleSession.updateMany({
        where: { id: consoleSessionId, revokedAt: null },
        data: { revokedAt: new Date() },
      })
      if (count === 0) throw new SallyportError('UNAUTHENTICATED', 'This took too long: sign in again')
      return startConsoleSession(tx, identity, method === 'oidc' ? 'oidc' : 'password', from, proof)
    })
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error
    const { organizationId } = identity
    await recordAudit(
      db,
      { type: 'system', organizationId },
      { action: 'sign-in.refuse', subject, detail: { address: from.address, step: 'second factor' } },
    )
    throw error
  }
}
