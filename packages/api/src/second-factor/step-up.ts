import { SallyportError } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import type { Member } from '../context'
import { FieldError } from '../errors'
import { getFactorPolicy } from './factor-policy'
import { proveFactor } from './prove-factor'

/** What an approval will ask of somebody: nothing, a code, or to set up a second factor first. */
export type StepUpState = 'none' | 'code' | 'enrol'

export async function stepUpState(tx: Tx, member: Member, now = new Date()): Promise<StepUpState> {
  const { id: identityId, organizationId, consoleSessionId } = member
  const { approversNeedFactor, stepUp, stepUpMinutes } = await getFactorPolicy(tx, organizationId)
  if (!approversNeedFactor && stepUp === 'off') return 'none'
  const where = { identityId, confirmedAt: { not: null } }
  if (!(await tx.secondFactor.findFirst({ where, select: { identityId: true } }))) return 'enrol'
  if (stepUp === 'off') return 'none'
  if (stepUp === 'each' || consoleSessionId === null) return 'code'
  const since = new Date(now.getTime() - stepUpMinutes * 60_000)
  const proved = await tx.consoleSession.findFirst({
    where: { id: consoleSessionId, identityId, factorAt: { gt: since } },
    select: { id: true },
  })
  return proved ? 'none' : 'code'
}

/**
 * Lets an approval pass, or says what is missing. In the approval's own transaction: a code that was taken for one that
 * did not come about is still good. `code`: what the approver typed.
 */
export async function assertStepUp(
  tx: Tx,
  masterKey: Buffer,
  member: Member,
  code: string | undefined,
): Promise<void> {
  const now = new Date()
  const state = await stepUpState(tx, member, now)
  if (state === 'none' && code === undefined) return
  if (state === 'enrol') {
    throw new SallyportError(
      'CONFLICT',
      'Your organization lets only those approve who have a second factor',
      {
        hint: 'Set one up on your account page, then come back.',
      },
    )
  }
  if (code === undefined) {
    throw new FieldError('INVALID_INPUT', 'code', 'Give the code that your authenticator shows')
  }
  await proveFactor(tx, masterKey, member.id, code, now)
  if (member.consoleSessionId === null) return
  await tx.consoleSession.updateMany({
    where: { id: member.consoleSessionId, identityId: member.id },
    data: { factorAt: now },
  })
}
