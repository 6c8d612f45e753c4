import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { orNotFound } from '../not-found'
import { approvalChanged } from './changed'
import { expireApprovals } from './expire-approvals'
import type { DecideApproval } from './schema'
import { type ApprovalItem, toApprovalItem } from './to-item'
import { visibleApprovals } from './visible'
import { whyNotDecide } from './why-not-decide'

/**
 * Settles a pending request. The conditions are columns of the very row in the WHERE clause: of two approvers who
 * click at once the second waits for the first and then matches nothing. (A condition on a joined table would be a
 * sub-select, which PostgreSQL does not look at again after the wait.)
 */
export async function decideApproval(db: Db, member: Member, input: DecideApproval): Promise<ApprovalItem> {
  const { id, verdict, reason } = input
  await expireApprovals(db)
  return db.$transaction(async (tx) => {
    const now = new Date()
    const agents = await tx.identity.findMany({ where: { ownerId: member.id }, select: { id: true } })
    const [settled] = await tx.approval.updateManyAndReturn({
      where: {
        id,
        organizationId: member.organizationId,
        status: 'pending',
        expiresAt: { gt: now },
        requesterId: { notIn: [member.id, ...agents.map((agent) => agent.id)] },
        OR: [{ approverGroups: { isEmpty: true } }, { approverGroups: { hasSome: [...member.groups] } }],
      },
      data: {
        status: verdict,
        settledAt: now,
        decidedById: member.id,
        decidedByName: member.name,
        reason: reason || null,
      },
    })
    if (!settled) {
      const found = await tx.approval.findFirst({
        where: { ...visibleApprovals(member), id },
        select: {
          status: true,
          requesterId: true,
          approverGroups: true,
          requester: { select: { ownerId: true } },
        },
      })
      throw refusal(member, orNotFound(found, 'request'))
    }
    await recordAudit(tx, member, {
      action: verdict === 'approved' ? 'approval.approve' : 'approval.reject',
      subject: { type: 'approval', id, name: settled.requesterName },
      detail: { connection: settled.connectionName, rule: settled.ruleName, reason: settled.reason },
    })
    await approvalChanged(tx, settled)
    return toApprovalItem(settled)
  })
}

function refusal(member: Member, found: Parameters<typeof whyNotDecide>[1]): SallyportError {
  const why = whyNotDecide(member, found) ?? 'This request was settled just now.'
  const isSettled = whyNotDecide(member, { ...found, status: 'pending' }) === null
  return new SallyportError(isSettled ? 'CONFLICT' : 'DENIED', why)
}
