import type { Db } from '@sallyport/db'
import type { Actor } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { deleteMaskingRule } from './write-masking-rule'

export async function removeMaskingRule(db: Db, actor: Actor, id: string): Promise<void> {
  const { organizationId } = actor
  await db.$transaction(async (tx) => {
    const row = orNotFound(await tx.maskingRule.findFirst({ where: { id, organizationId } }), 'masking rule')
    await deleteMaskingRule(tx, actor, row)
    await policyChanged(tx, organizationId)
  })
}
