import { createHash } from 'node:crypto'
import { type Operation, SallyportError } from '@sallyport/core'
import type { ApprovalModel, Prisma, RuleModel, Tx } from '@sallyport/db'
import { approvalChanged } from '../approvals/changed'
import { expireApprovals } from '../approvals/expire-approvals'
import { useShapeGrant } from '../approvals/use-shape-grant'
import { recordAudit } from '../audit/record-audit'
import type { GatewayCaller, Services } from '../context'
import { notify } from '../notifications/notify'
import { Requirements } from '../policy/requirements'
import { lockSession } from './lock-session'
import type { RequestApproval } from './schema'

export interface RequestedApproval {
  readonly id: string
  readonly url: string
  readonly expiresAt: Date
}

type OpenSession = Awaited<ReturnType<typeof lockSession>>

/** How long something that needs no answer any more may take to begin. */
const BEGINS_WITHIN_MS = 60_000

/**
 * Asks for an answer to a held statement. Who asks again for the very same while it waits gets the same request: in the
 * same session, or in another once the first one's client has gone. What the rule says of approvers and time is read
 * here, not taken from the gateway.
 */
export async function requestApproval(
  { db, settings }: Pick<Services, 'db' | 'settings'>,
  gateway: GatewayCaller,
  input: RequestApproval,
): Promise<RequestedApproval> {
  await expireApprovals(db)
  const approval = await db.$transaction(async (tx) => {
    const session = await lockSession(tx, gateway, input.sessionId)
    return (
      (await findPending(tx, session, input)) ??
      (await comeBack(tx, gateway, session, input)) ??
      (await create(tx, gateway, session, input))
    )
  })
  const { id, expiresAt } = approval
  return { id, url: `${settings.consoleUrl}/approvals/${id}`, expiresAt }
}

function findPending(
  tx: Tx,
  { id: sessionId, identityId: requesterId }: OpenSession,
  input: RequestApproval,
) {
  const { digest } = input
  return tx.approval.findFirst({ where: { sessionId, digest, requesterId, status: 'pending', leftAt: null } })
}

/**
 * Takes over a request whose client went away. In one WHERE, so that of two who come back one has it; a request that
 * somebody still waits for is never taken from them. The digest says that it is the same, and for the same identity.
 */
async function comeBack(
  tx: Tx,
  gateway: GatewayCaller,
  session: OpenSession,
  input: RequestApproval,
): Promise<ApprovalModel | null> {
  const { digest, ruleId, statementNumber } = input
  const rule = await tx.rule.findFirst({ where: { id: ruleId, organizationId: gateway.organizationId } })
  if (!rule) return null
  const left: Prisma.ApprovalWhereInput = {
    organizationId: gateway.organizationId,
    requesterId: session.identityId,
    connectionId: session.connectionId,
    ownerId: ownerOf(session), // who says yes for one person's agent may be whom it acts for the next time
    kind: 'statement',
    digest,
    ruleId,
    status: { in: ['pending', 'approved'] },
    leftAt: { not: null },
    expiresAt: { gt: new Date() },
  }
  const found = await tx.approval.findFirst({ where: left, orderBy: { requestedAt: 'asc' } })
  if (!found) return null
  const [taken] = await tx.approval.updateManyAndReturn({
    where: { ...left, id: found.id },
    data: { leftAt: null, sessionId: session.id, gatewayId: gateway.id, statementNumber },
  })
  if (!taken) return null
  const until = await endOf(tx, rule, taken, input)
  const approval =
    taken.status === 'pending' && (input.isInTransaction || until > taken.expiresAt)
      ? await tx.approval.update({ where: { id: taken.id }, data: { expiresAt: until } })
      : taken
  await recordAudit(tx, gateway, {
    action: 'approval.come-back',
    subject: { type: 'approval', id: approval.id, name: session.identityName },
    detail: { connection: session.connectionName, digest },
  })
  await approvalChanged(tx, approval)
  return approval
}

/** As long as the rule says from when it was asked; a transaction waits for no longer than the organization lets it. */
async function endOf(tx: Tx, rule: RuleModel, { requestedAt }: ApprovalModel, input: RequestApproval) {
  const byRule = requestedAt.getTime() + rule.holdSeconds * 1_000
  if (!input.isInTransaction) return new Date(byRule)
  return new Date(Math.min(byRule, Date.now() + (await waitMs(tx, rule, input))))
}

/** For whom the requester acts: by its token, or because it is theirs. */
function ownerOf({ onBehalfOfId, identity }: OpenSession): string | null {
  return onBehalfOfId ?? identity.ownerId
}

async function create(
  tx: Tx,
  gateway: GatewayCaller,
  session: OpenSession,
  input: RequestApproval,
): Promise<ApprovalModel> {
  const { organizationId } = gateway
  const { sessionId, statementNumber, statement, digest, ruleId, shape } = input
  const rule = await tx.rule.findFirst({
    where: { id: ruleId, organizationId, enabled: true, effect: 'hold', mode: 'enforce' },
  })
  if (!rule)
    throw new SallyportError('CONFLICT', 'The rule that holds this statement has changed: run it again')

  const requestedAt = new Date()
  const requesterId = session.identityId
  const ownerId = ownerOf(session)
  const requirements = Requirements.parse(rule.requirements)
  const wanted = { organizationId, requesterId, ownerId, ruleId, requirements }
  const grant = shape && (await useShapeGrant(tx, { ...wanted, shapeDigest: shape.digest }))
  const approval = await tx.approval.create({
    data: {
      organizationId,
      sessionId,
      gatewayId: gateway.id,
      statementNumber,
      requesterId,
      requesterName: session.identityName,
      connectionId: session.connectionId,
      connectionName: session.connectionName,
      statement,
      parameters: input.parameters,
      operations: input.operations.map(toRow),
      digest,
      shape: shape?.text ?? null,
      shapeDigest: shape?.digest ?? null,
      alike: alikeOf(session, input),
      ruleId: rule.id,
      ruleName: rule.name,
      message: rule.message,
      requirements: rule.requirements ?? [],
      ownerId,
      requestedAt,
      expiresAt: new Date(requestedAt.getTime() + (await waitMs(tx, rule, input))),
      ...(grant && {
        status: 'approved',
        grantId: grant.id,
        decidedByName: grant.decidedByName,
        settledAt: requestedAt,
        expiresAt: new Date(requestedAt.getTime() + BEGINS_WITHIN_MS),
        reason: `its shape was approved: ${grant.used} of ${grant.times} times`,
      }),
    },
  })
  await recordAudit(tx, gateway, {
    action: grant ? 'approval.use-shape' : 'approval.request',
    subject: { type: 'approval', id: approval.id, name: session.identityName },
    detail: {
      connection: session.connectionName,
      rule: rule.name,
      digest,
      ...(grant && { grant: grant.id, used: grant.used }),
    },
  })
  await approvalChanged(tx, approval)
  if (!grant) await notify(tx, 'requested', approval)
  return approval
}

/** As long as its rule says; inside a transaction, which keeps what it has locked, no longer than the organization lets it. */
async function waitMs(
  tx: Tx,
  { organizationId, holdSeconds }: RuleModel,
  { isInTransaction }: RequestApproval,
) {
  if (!isInTransaction) return holdSeconds * 1_000
  const { holdInTransactionSeconds } = await tx.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { holdInTransactionSeconds: true },
  })
  return Math.min(holdSeconds, holdInTransactionSeconds) * 1_000
}

/** The same for requests of one identity on one connection that say the same thing. */
function alikeOf({ identityId, connectionId }: OpenSession, input: RequestApproval): string {
  const said = [identityId, connectionId, input.ruleId, input.statement, input.parameters]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
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
