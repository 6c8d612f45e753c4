import { SallyportError } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import { FieldError } from '../errors'
import { useRecoveryCode } from './recovery-codes'
import { openFactor, stepOf } from './totp'

export type Proof = 'authenticator' | 'recovery code'

const TOTP_CODE = /^\d{6}$/

/**
 * Counts an attempt before its code is looked at, so that attempts at the same time count too; a right code forgets
 * them. Not inside the transaction that a wrong code takes back. In the database, so that all consoles count together,
 * and by the person alone: whoever comes so far has the password. Four are free, then each doubles the wait, up to a
 * quarter of an hour.
 */
export async function countAttempt(tx: Tx, identityId: string): Promise<void> {
  const counted = await tx.$executeRaw`
    UPDATE "SecondFactor" SET failures = failures + 1, "notBefore" = CASE WHEN failures < 4 THEN NULL
      ELSE now() + least(2 ^ least(failures - 4, 20), 900) * interval '1 second' END
    WHERE "identityId" = ${identityId}::uuid AND ("notBefore" IS NULL OR "notBefore" <= now())`
  if (counted > 0) return
  const factor = await tx.secondFactor.findUnique({ where: { identityId }, select: { notBefore: true } })
  if (!factor) throw noFactor()
  const waitMs = Math.max(1_000, (factor.notBefore?.getTime() ?? 0) - Date.now())
  throw new FieldError(
    'INVALID_INPUT',
    'code',
    `Too many wrong codes: wait ${Math.ceil(waitMs / 1_000)} seconds`,
  )
}

/** Takes a code, or throws. A code is taken once: the step that it belongs to is kept, in the same transaction. */
export async function proveFactor(
  tx: Tx,
  masterKey: Buffer,
  identityId: string,
  code: string,
  now = new Date(),
): Promise<Proof> {
  const factor = await tx.secondFactor.findUnique({ where: { identityId }, omit: { sealedSecret: false } })
  if (!factor?.confirmedAt) throw noFactor()
  const proof = TOTP_CODE.test(code) ? 'authenticator' : 'recovery code'
  const isTaken =
    proof === 'authenticator'
      ? await takeStep(
          tx,
          identityId,
          stepOf(openFactor(masterKey, identityId, factor.sealedSecret), code, now),
        )
      : await useRecoveryCode(tx, identityId, code)
  if (!isTaken) throw wrongCode()
  await tx.secondFactor.update({ where: { identityId }, data: { failures: 0, notBefore: null } })
  return proof
}

/** One after the last that was taken; of two who bring the same one at once, one is taken. */
export async function takeStep(tx: Tx, identityId: string, step: number | null): Promise<boolean> {
  if (step === null) return false
  const { count } = await tx.secondFactor.updateMany({
    where: { identityId, lastStep: { lt: step } },
    data: { lastStep: step },
  })
  return count === 1
}

export function wrongCode(): FieldError {
  return new FieldError('INVALID_INPUT', 'code', 'This code is wrong, used already, or out of time')
}

function noFactor(): SallyportError {
  return new SallyportError('CONFLICT', 'You have no second factor yet', {
    hint: 'Set one up on your account page.',
  })
}
