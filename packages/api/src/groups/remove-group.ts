import { SallyportError } from '@sallyport/core'
import type { Db, Tx } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { readMapping } from '../group-mapping/group-mapping'
import { identityChanged } from '../identities/changed'
import { orNotFound } from '../not-found'
import { endSessions } from '../sessions/end-sessions'

/** Removes a group that no rule names: a rule that lost its last group would be a rule about everybody. */
export async function removeGroup(db: Db, actor: Actor, id: string): Promise<void> {
  const { organizationId } = actor
  await db.$transaction(async (tx) => {
    const where = { id, organizationId }
    const found = await tx.group.findFirst({
      where,
      select: { name: true, members: { select: { id: true } } },
    })
    const { name, members } = orNotFound(found, 'group')
    if ((await readMapping(tx, organizationId)).some(({ groups }) => groups.includes(name)))
      throw new SallyportError('CONFLICT', 'The mapping of the identity provider’s claims names this group', {
        hint: 'Change it under Settings → Sign-in first.',
      })
    const rule = await findUse(tx, organizationId, name)
    if (rule)
      throw new SallyportError('CONFLICT', `The rule “${rule}” names this group: change the rule first`)

    await tx.group.delete({ where })
    await recordAudit(tx, actor, {
      action: 'group.remove',
      subject: { type: 'group', id, name },
      detail: { members: members.length },
    })
    for (const member of members) {
      const sessions = { organizationId, identityId: member.id }
      await endSessions(tx, sessions, `the group ${name} was removed`)
      await identityChanged(tx, organizationId, member.id)
    }
  })
}

async function findUse(tx: Tx, organizationId: string, name: string): Promise<string | undefined> {
  const select = { name: true } as const
  const approvedBy = { requirements: { array_contains: [{ group: name }] } }
  const rule = await tx.rule.findFirst({
    where: { organizationId, OR: [{ groups: { has: name } }, approvedBy] },
    select,
  })
  const maskingRule = await tx.maskingRule.findFirst({
    where: { organizationId, groups: { has: name } },
    select,
  })
  return rule?.name ?? maskingRule?.name
}
