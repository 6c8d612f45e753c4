import type { ApprovalModel, Tx } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'

/**
 * What those who approved said of the shape, when all of them said something: as often as the least of them, and as
 * long as the shortest. The statement that they looked at is not counted.
 */
export async function grantShape(tx: Tx, actor: Member, approval: ApprovalModel): Promise<void> {
  const { id: approvalId, organizationId, requesterId, requesterName, connectionName, ruleName } = approval
  const { shape, shapeDigest, ruleId, decidedByName } = approval
  if (shape === null || shapeDigest === null || ruleId === null) return
  const votes = await tx.approvalVote.findMany({ where: { approvalId, verdict: 'approved' } })
  const scopes = votes.map(({ times, minutes }) => ({ times: times ?? 0, minutes: minutes ?? 0 }))
  const times = Math.min(...scopes.map((scope) => scope.times))
  const minutes = Math.min(...scopes.map((scope) => scope.minutes))
  if (scopes.length === 0 || times === 0 || minutes === 0) return

  const createdAt = new Date()
  const grant = await tx.shapeGrant.create({
    data: {
      organizationId,
      requesterId,
      requesterName,
      connectionName,
      shape,
      shapeDigest,
      ruleId,
      ruleName,
      approvalId,
      decidedByName: decidedByName ?? '',
      times,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + minutes * 60_000),
    },
  })
  await recordAudit(tx, actor, {
    action: 'approval.grant-shape',
    subject: { type: 'approval', id: approvalId, name: requesterName },
    detail: { grant: grant.id, connection: connectionName, rule: ruleName, shape, times, minutes },
  })
}
