import { SallyportError } from '@sallyport/core'
import type { ApprovalModel, Db, Tx } from '@sallyport/db'
import { approvalChanged } from '../approvals/changed'
import { visibleApprovals } from '../approvals/visible'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { orNotFound } from '../not-found'
import { notify } from '../notifications/notify'
import { may } from '../permissions'
import { policyChanged } from '../policy/changed'
import { endSessions } from '../sessions/end-sessions'

/**
 * Takes access back before its end, or withdraws what nobody has answered yet. Approvers and admins do it to anybody's,
 * everybody to their own and their agents'. Live sessions on the connection end with it.
 */
export async function endAccess(db: Db, member: Member, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Approval" WHERE id = ${id}::uuid FOR UPDATE`
    const found = await tx.approval.findFirst({
      where: { ...visibleApprovals(member), id, kind: 'access' },
      include: { requester: { select: { ownerId: true } } },
    })
    const { requester, ...before } = orNotFound(found, 'access request')
    const isOwn = before.requesterId === member.id || requester.ownerId === member.id
    if (!isOwn && !may(member, 'access:revoke')) {
      throw new SallyportError('DENIED', 'Only approvers and admins take access from others')
    }
    if (before.status !== 'pending' && before.status !== 'approved') {
      throw new SallyportError('CONFLICT', 'This access has ended already')
    }
    const row = await tx.approval.update({
      where: { id },
      data: { status: 'cancelled', settledAt: new Date(), revokedByName: member.name },
    })
    await recordAudit(tx, member, {
      action: before.status === 'approved' ? 'access.revoke' : 'access.withdraw',
      subject: { type: 'approval', id, name: row.requesterName },
      detail: { connection: row.connectionName },
    })
    if (before.status === 'approved') await accessEnded(tx, row, `access was taken back by ${member.name}`)
    await approvalChanged(tx, row)
    await notify(tx, 'settled', row)
  })
}

/** What granted access opened is closed: the gateways learn of it, and its sessions end. */
export async function accessEnded(tx: Tx, approval: ApprovalModel, reason: string): Promise<void> {
  const { organizationId, requesterId: identityId, connectionId } = approval
  await policyChanged(tx, organizationId)
  if (connectionId) await endSessions(tx, { organizationId, identityId, connectionId }, reason)
}
