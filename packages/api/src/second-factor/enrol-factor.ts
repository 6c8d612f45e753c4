import { SallyportError } from '@sallyport/core'
import { recordAudit } from '../audit/record-audit'
import type { Member, Services } from '../context'
import { identityChanged } from '../identities/changed'
import { inBrowser } from './in-browser'
import { countAttempt, takeStep, wrongCode } from './prove-factor'
import { replaceRecoveryCodes } from './recovery-codes'
import { authenticatorUri, createSecret, openFactor, qrCode, sealFactor, stepOf } from './totp'

type With = Pick<Services, 'db' | 'masterKey'>

/** What is shown this once, to be scanned or typed into an authenticator. */
export interface OfferedFactor {
  readonly secret: string
  /** An SVG. */
  readonly qrCode: string
}

export interface RecoveryCodes {
  readonly recoveryCodes: readonly string[]
}

/** A new secret for an authenticator. It counts for nothing until `confirmFactor` has seen a code of it. */
export async function offerFactor({ db, masterKey }: With, member: Member): Promise<OfferedFactor> {
  const { id: identityId, email, name } = inBrowser(member)
  const secret = createSecret()
  const sealedSecret = sealFactor(masterKey, identityId, secret)
  await db.$transaction(async (tx) => {
    // What is confirmed stays: to change it, it is removed first, and that asks for a code of it.
    await tx.secondFactor.createMany({ data: { identityId, sealedSecret }, skipDuplicates: true })
    const { count } = await tx.secondFactor.updateMany({
      where: { identityId, confirmedAt: null },
      data: { sealedSecret },
    })
    if (count === 0) throw new SallyportError('CONFLICT', 'You have a second factor already: remove it first')
  })
  return { secret, qrCode: qrCode(authenticatorUri(secret, email ?? name)) }
}

/** Whoever shows a code of the offered secret has it. Their other sign-ins end: those never showed one. */
export async function confirmFactor(
  { db, masterKey }: With,
  member: Member,
  code: string,
  now = new Date(),
): Promise<RecoveryCodes> {
  const { id: identityId, name, organizationId, consoleSessionId } = inBrowser(member)
  await countAttempt(db, identityId)
  return db.$transaction(async (tx) => {
    const factor = await tx.secondFactor.findUnique({ where: { identityId }, omit: { sealedSecret: false } })
    if (!factor || factor.confirmedAt) throw new SallyportError('CONFLICT', 'There is nothing to confirm')
    const step = stepOf(openFactor(masterKey, identityId, factor.sealedSecret), code, now)
    if (!(await takeStep(tx, identityId, step))) throw wrongCode()
    await tx.secondFactor.update({
      where: { identityId },
      data: { confirmedAt: now, failures: 0, notBefore: null },
    })
    await tx.consoleSession.updateMany({
      where: { identityId, revokedAt: null, id: { not: consoleSessionId } },
      data: { revokedAt: now },
    })
    await tx.consoleSession.updateMany({ where: { id: consoleSessionId }, data: { factorAt: now } })
    const recoveryCodes = await replaceRecoveryCodes(tx, identityId)
    await recordAudit(tx, member, {
      action: 'second-factor.enrol',
      subject: { type: 'person', id: identityId, name },
    })
    await identityChanged(tx, organizationId, identityId)
    return { recoveryCodes }
  })
}
