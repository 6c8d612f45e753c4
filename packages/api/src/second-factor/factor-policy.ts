import type { Db, Tx } from '@sallyport/db'
import { changes } from '../audit/changes'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { FactorPolicy } from './schema'

export async function getFactorPolicy(tx: Tx, organizationId: string): Promise<FactorPolicy> {
  const select = { approversNeedFactor: true, stepUp: true, stepUpMinutes: true } as const
  return FactorPolicy.parse(
    await tx.organization.findUniqueOrThrow({ where: { id: organizationId }, select }),
  )
}

/** Holds for the next approval; who has no second factor by then sets one up first. */
export async function setFactorPolicy(db: Db, member: Member, input: FactorPolicy): Promise<void> {
  const { organizationId: id } = member
  const before = await getFactorPolicy(db, id)
  await db.$transaction(async (tx) => {
    await tx.organization.update({ where: { id }, data: input })
    await recordAudit(tx, member, {
      action: 'settings.second-factor',
      subject: { type: 'settings', name: 'Second factor' },
      detail: changes({ ...before }, { ...input }),
    })
  })
}
