import { SallyportError } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import type { Actor } from '../audit/record-audit'

/** Whoever waits for an answer, or whose agent does, does not change the rule that holds them: somebody else has to. */
export async function assertNotOwnHold(tx: Tx, actor: Actor, ruleId: string): Promise<void> {
  if (actor.type !== 'member') return
  const own = await tx.approval.findFirst({
    where: {
      organizationId: actor.organizationId,
      ruleId,
      status: { in: ['pending', 'approved'] },
      OR: [{ requesterId: actor.id }, { ownerId: actor.id }, { requester: { ownerId: actor.id } }],
    },
    select: { id: true },
  })
  if (!own) return
  throw new SallyportError('DENIED', 'This rule holds a request of yours, or of an agent that acts for you', {
    hint: 'Ask another admin to change it, or withdraw the request.',
  })
}
