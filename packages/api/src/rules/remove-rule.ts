import type { Db } from '@sallyport/db'
import type { Actor } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { deleteRule } from './write-rule'

export async function removeRule(db: Db, actor: Actor, id: string): Promise<void> {
  const { organizationId } = actor
  await db.$transaction(async (tx) => {
    const row = orNotFound(await tx.rule.findFirst({ where: { id, organizationId } }), 'rule')
    await deleteRule(tx, actor, row)
    await policyChanged(tx, organizationId)
  })
}
