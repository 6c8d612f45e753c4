import { type Operation, SallyportError } from '@sallyport/core'
import type { ApprovalModel, Tx } from '@sallyport/db'
import { approvalChanged } from '../approvals/changed'
import { expireApprovals } from '../approvals/expire-approvals'
import { recordAudit } from '../audit/record-audit'
import type { GatewayCaller, Services } from '../context'
import { lockSession } from './lock-session'
import type { RequestApproval } from './schema'

export interface RequestedApproval {
  readonly id: string
  readonly url: string
  readonly expiresAt: Date
}

/**
 * Asks for an answer to a held statement. A session that asks again for the very same while it waits gets the same
 * request. What the rule says of approvers and time is read here, not taken from the gateway.
 */
export async function requestApproval(
  { db, settings }: Pick<Services, 'db' | 'settings'>,
  gateway: GatewayCaller,
  input: RequestApproval,
): Promise<RequestedApproval> {
  await expireApprovals(db)
  const approval = await db.$transaction(async (tx) => {
    const session = await lockSession(tx, gateway, input.sessionId)
    const pending = await tx.approval.findFirst({
      where: {
        sessionId: session.id,
        digest: input.digest,
        requesterId: session.identityId,
        status: 'pending',
      },
    })
    return pending ?? create(tx, gateway, session, input)
  })
  const { id, expiresAt } = approval
  return { id, url: `${settings.consoleUrl}/approvals/${id}`, expiresAt }
}

async function create(
  tx: Tx,
  gateway: GatewayCaller,
  session: Awaited<ReturnType<typeof lockSession>>,
  input: RequestApproval,
): Promise<ApprovalModel> {
  const { organizationId } = gateway
  const { sessionId, statementNumber, statement, digest, ruleId } = input
  const rule = await tx.rule.findFirst({
    where: { id: ruleId, organizationId, enabled: true, effect: 'hold', mode: 'enforce' },
  })
  if (!rule)
    throw new SallyportError('CONFLICT', 'The rule that holds this statement has changed: run it again')

  const requestedAt = new Date()
  const approval = await tx.approval.create({
    data: {
      organizationId,
      sessionId,
      gatewayId: gateway.id,
      statementNumber,
      requesterId: session.identityId,
      requesterName: session.identityName,
      connectionId: session.connectionId,
      connectionName: session.connectionName,
      statement,
      parameters: input.parameters,
      operations: input.operations.map(toRow),
      digest,
      ruleId: rule.id,
      ruleName: rule.name,
      message: rule.message,
      requirements: rule.requirements ?? [],
      ownerId: session.identity.ownerId,
      requestedAt,
      expiresAt: new Date(requestedAt.getTime() + rule.holdSeconds * 1_000),
    },
  })
  await recordAudit(tx, gateway, {
    action: 'approval.request',
    subject: { type: 'approval', id: approval.id, name: session.identityName },
    detail: { connection: session.connectionName, rule: rule.name, digest },
  })
  await approvalChanged(tx, approval)
  return approval
}

/** What is left out is not stored as null. */
function toRow({ verb, resource, conditions, columns, via, isImplied }: Operation) {
  return {
    verb,
    resource,
    conditions: [...conditions],
    ...(columns && { columns: [...columns] }),
    ...(via !== undefined && { via }),
    ...(isImplied && { isImplied }),
  }
}
