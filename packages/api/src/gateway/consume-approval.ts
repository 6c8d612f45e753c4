import { SallyportError } from '@sallyport/core'
import { approvalChanged } from '../approvals/changed'
import { missingApprovals } from '../approvals/meets'
import { signReceipt } from '../approvals/sign-receipt'
import { supportersOf } from '../approvals/supporters'
import { recordAudit } from '../audit/record-audit'
import type { GatewayCaller, Services } from '../context'
import { Requirements } from '../policy/requirements'
import { lockSession } from './lock-session'
import type { ConsumeApproval } from './schema'

export interface ConsumedApproval {
  readonly decidedBy: string | null
  /** Signed; see `signReceipt`. */
  readonly receipt: string
}

/**
 * Uses an approval up, for exactly the digest that was approved: the last step before the statement runs. All in
 * one WHERE, so that of two attempts one matches; and only while the session, its identity, its token and the rule
 * are still what they were.
 */
export async function consumeApproval(
  services: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  gateway: GatewayCaller,
  { id, digest }: ConsumeApproval,
): Promise<ConsumedApproval> {
  const { id: gatewayId, organizationId } = gateway
  return services.db.$transaction(async (tx) => {
    const where = { id, gatewayId, organizationId, kind: 'statement' } as const
    const found = await tx.approval.findFirst({ where, select: { sessionId: true, ruleId: true } })
    if (!found?.sessionId || !found.ruleId) throw unusable()
    await lockSession(tx, gateway, found.sessionId)
    const rule = { id: found.ruleId, organizationId, enabled: true, effect: 'hold' } as const
    if (!(await tx.rule.findFirst({ where: rule, select: { id: true } }))) {
      throw new SallyportError('CONFLICT', 'The rule that held this statement has changed: run it again')
    }
    const [consumed] = await tx.approval.updateManyAndReturn({
      where: { ...where, digest, status: 'approved', expiresAt: { gt: new Date() } },
      data: { status: 'consumed' },
    })
    if (!consumed) throw unusable()
    const requirements = Requirements.parse(consumed.requirements)
    const grant = consumed.grantId && (await tx.shapeGrant.findUnique({ where: { id: consumed.grantId } }))
    const answered = { ...consumed, ...(grant && { id: grant.approvalId }) }
    if (missingApprovals(requirements, await supportersOf(tx, answered)) > 0) {
      throw new SallyportError('CONFLICT', 'Somebody who approved this may not any more: run it again')
    }
    const { sessionId, statementNumber: number } = consumed
    if (sessionId) {
      await tx.statement.updateMany({
        where: { sessionId, number, status: 'held' },
        data: { status: 'running' },
      })
    }
    await recordAudit(tx, gateway, {
      action: 'approval.consume',
      subject: { type: 'approval', id, name: consumed.requesterName },
      detail: { connection: consumed.connectionName, decidedBy: consumed.decidedByName, digest },
    })
    await approvalChanged(tx, consumed)
    return {
      decidedBy: consumed.decidedByName,
      receipt: await signReceipt(tx, services, gateway, consumed),
    }
  })
}

/** The same for every reason: a gateway that asks for something else than was approved learns nothing from it. */
function unusable(): SallyportError {
  return new SallyportError('CONFLICT', 'There is no approval for this statement')
}
