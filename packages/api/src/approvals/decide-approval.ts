import { SallyportError } from '@sallyport/core'
import type { ApprovalModel, Db, Tx } from '@sallyport/db'
import { Access } from '../access-requests/schema'
import { recordAudit } from '../audit/record-audit'
import type { Member, Services } from '../context'
import { FieldError } from '../errors'
import { orNotFound } from '../not-found'
import { notify } from '../notifications/notify'
import { policyChanged } from '../policy/changed'
import { Requirements } from '../policy/requirements'
import { countAttempt } from '../second-factor/prove-factor'
import { assertStepUp } from '../second-factor/step-up'
import { approvalChanged } from './changed'
import { expireApprovals } from './expire-approvals'
import { grantShape } from './grant-shape'
import { missingApprovals } from './meets'
import type { DecideApproval } from './schema'
import { supportersOf } from './supporters'
import { type ApprovalItem, toApprovalItem } from './to-item'
import { visibleApprovals } from './visible'
import { whyNotDecide } from './why-not-decide'

/**
 * Takes one person's answer to a pending request. The first no settles it; a yes settles it once all people that
 * it asks for have said so. The row is locked first, so that of two who click at once the second sees what the
 * first did; and who they are is read again behind the lock, so that it is not what it was when the page was opened.
 */
export async function decideApproval(
  services: Pick<Services, 'db' | 'masterKey'>,
  member: Member,
  input: DecideApproval,
): Promise<ApprovalItem> {
  const { db } = services
  await expireApprovals(db)
  try {
    if (input.verdict === 'approved' && input.code !== undefined) await countAttempt(db, member.id)
    return await decide(services, member, input)
  } catch (error) {
    if (error instanceof SallyportError && (error.code === 'DENIED' || isWrongCode(error, input)))
      await noteAttempt(db, member, input, error)
    throw error
  }
}

/** Who answers what is not theirs to answer has tried to get round four eyes: that stands in the audit log. */
async function noteAttempt(db: Db, member: Member, { id, verdict }: DecideApproval, why: SallyportError) {
  await recordAudit(db, member, {
    action: 'approval.refused',
    subject: { type: 'approval', id },
    detail: { verdict, why: why.message },
  })
}

function isWrongCode(error: SallyportError, input: DecideApproval): boolean {
  return error instanceof FieldError && error.field === 'code' && 'code' in input && input.code !== undefined
}

function decide(
  { db, masterKey }: Pick<Services, 'db' | 'masterKey'>,
  member: Member,
  input: DecideApproval,
): Promise<ApprovalItem> {
  return db.$transaction(async (tx) => {
    const approver = await readAgain(tx, member)
    const found = await lockApproval(tx, approver, input.id)
    const approval = { ...found, requirements: Requirements.parse(found.requirements) }
    // To say no after a yes is a change of mind; nothing has run yet.
    const said = input.verdict === 'rejected' ? { ...approval, votes: [] } : approval
    const why = whyNotDecide(approver, said)
    if (why) {
      const hasSay = whyNotDecide(approver, { ...approval, status: 'pending', votes: [] }) === null
      throw new SallyportError(hasSay ? 'CONFLICT' : 'DENIED', why)
    }
    if (approval.expiresAt <= new Date()) {
      throw new SallyportError('CONFLICT', 'This request is expired already.')
    }
    if (input.verdict === 'approved' && input.shape && found.shapeDigest === null) {
      throw new FieldError('INVALID_INPUT', 'shape', 'This can be approved only as it is, once')
    }
    if (input.verdict === 'approved') await assertStepUp(tx, masterKey, approver, input.code)
    await vote(tx, approver, input)
    const missing =
      input.verdict === 'approved'
        ? missingApprovals(approval.requirements, await supportersOf(tx, approval))
        : 0
    const row = missing > 0 ? found : await settle(tx, approver, input, found)
    if (row.status === 'approved') await grantShape(tx, approver, row)
    if (row.kind === 'access' && row.status === 'approved') await policyChanged(tx, row.organizationId)
    await recordAudit(tx, approver, {
      action: input.verdict === 'approved' ? 'approval.approve' : 'approval.reject',
      subject: { type: 'approval', id: row.id, name: row.requesterName },
      detail: {
        connection: row.connectionName,
        rule: row.ruleName,
        reason: input.reason || null,
        ...(input.verdict === 'approved' && input.shape && { shape: input.shape }),
        ...(missing > 0 && { missing }),
      },
    })
    await approvalChanged(tx, row)
    if (row.status !== 'pending') await notify(tx, 'settled', row)
    return toApprovalItem(row)
  })
}

/** The member as the database knows them now. */
async function readAgain(tx: Tx, member: Member): Promise<Member> {
  await tx.$queryRaw`SELECT 1 FROM "Identity" WHERE id = ${member.id}::uuid FOR UPDATE`
  const row = await tx.identity.findFirst({
    where: { id: member.id, organizationId: member.organizationId, disabledAt: null, kind: 'person' },
    select: { role: true, groups: { select: { name: true } } },
  })
  if (!row) throw new SallyportError('UNAUTHENTICATED', 'Sign in first')
  return { ...member, role: row.role, groups: row.groups.map(({ name }) => name) }
}

async function lockApproval(tx: Tx, member: Member, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "Approval" WHERE id = ${id}::uuid FOR UPDATE`
  const found = await tx.approval.findFirst({
    where: { ...visibleApprovals(member), id },
    include: {
      requester: { select: { ownerId: true } },
      votes: { select: { identityId: true, verdict: true } },
    },
  })
  return orNotFound(found, 'request')
}

async function vote(tx: Tx, { id: identityId, name }: Member, input: DecideApproval): Promise<void> {
  const { id: approvalId, verdict, reason } = input
  const { times = null, minutes = null } = (input.verdict === 'approved' && input.shape) || {}
  const said = { verdict, identityName: name, reason: reason || null, times, minutes, at: new Date() }
  await tx.approvalVote.upsert({
    where: { approvalId_identityId: { approvalId, identityId } },
    create: { approvalId, identityId, ...said },
    update: said,
  })
}

async function settle(
  tx: Tx,
  member: Member,
  { id, verdict, reason }: DecideApproval,
  { access }: ApprovalModel,
): Promise<ApprovalModel> {
  const settledAt = new Date()
  const isGranted = access !== null && verdict === 'approved'
  const votes = await tx.approvalVote.findMany({
    where: { approvalId: id, verdict },
    orderBy: { at: 'asc' },
    select: { identityName: true },
  })
  return tx.approval.update({
    where: { id, status: 'pending' },
    data: {
      status: verdict,
      settledAt,
      ...(isGranted && { expiresAt: endOf(Access.parse(access), settledAt) }),
      decidedById: member.id,
      decidedByName: votes.map(({ identityName }) => identityName).join(', '),
      reason: reason || null,
    },
  })
}

function endOf({ minutes }: Access, from: Date): Date {
  return new Date(from.getTime() + minutes * 60_000)
}
