import { SallyportError } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member, Services } from '../context'
import { identityChanged } from '../identities/changed'
import { orNotFound } from '../not-found'
import type { RecoveryCodes } from './enrol-factor'
import { inBrowser } from './in-browser'
import { countAttempt, proveFactor } from './prove-factor'
import { replaceRecoveryCodes } from './recovery-codes'

type With = Pick<Services, 'db' | 'masterKey'>

/** Removes one's own, by a code of it. */
export async function removeFactor({ db, masterKey }: With, member: Member, code: string): Promise<void> {
  const { id, name, organizationId } = inBrowser(member)
  await countAttempt(db, id)
  await db.$transaction(async (tx) => {
    const proof = await proveFactor(tx, masterKey, id, code)
    await forget(tx, id)
    await recordAudit(tx, member, {
      action: 'second-factor.remove',
      subject: { type: 'person', id, name },
      detail: { proof },
    })
    await identityChanged(tx, organizationId, id)
  })
}

/** New recovery codes, by a code; those before are void. */
export async function renewRecoveryCodes(
  { db, masterKey }: With,
  member: Member,
  code: string,
): Promise<RecoveryCodes> {
  const { id, name } = inBrowser(member)
  await countAttempt(db, id)
  return db.$transaction(async (tx) => {
    const proof = await proveFactor(tx, masterKey, id, code)
    const recoveryCodes = await replaceRecoveryCodes(tx, id)
    await recordAudit(tx, member, {
      action: 'second-factor.renew-codes',
      subject: { type: 'person', id, name },
      detail: { proof },
    })
    return { recoveryCodes }
  })
}

/** Removes somebody else's, who has lost it, and ends their sign-ins: the next asks for the password alone. */
export async function resetFactor({ db }: With, member: Member, id: string): Promise<void> {
  const { organizationId } = member
  if (member.id === id)
    throw new SallyportError('DENIED', 'Ask another admin to reset your own second factor')
  await db.$transaction(async (tx) => {
    const where = { id, organizationId, kind: 'person', secondFactor: { isNot: null } } as const
    const found = await tx.identity.findFirst({ where, select: { name: true } })
    const { name } = orNotFound(found, 'second factor')
    await forget(tx, id)
    await tx.consoleSession.updateMany({
      where: { identityId: id, revokedAt: null },
      data: { revokedAt: new Date() },
    })
    await recordAudit(tx, member, {
      action: 'second-factor.reset',
      subject: { type: 'person', id, name },
    })
    await identityChanged(tx, organizationId, id)
  })
}

async function forget(tx: Tx, identityId: string): Promise<void> {
  await tx.secondFactor.deleteMany({ where: { identityId } })
  await tx.recoveryCode.deleteMany({ where: { identityId } })
}
