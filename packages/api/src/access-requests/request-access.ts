import { createHash } from 'node:crypto'
import { SallyportError } from '@sallyport/core'
import type { ApprovalModel, Tx } from '@sallyport/db'
import { approvalChanged } from '../approvals/changed'
import { expireApprovals } from '../approvals/expire-approvals'
import { type Actor, recordAudit } from '../audit/record-audit'
import type { Services } from '../context'
import { FieldError } from '../errors'
import { notify } from '../notifications/notify'
import { Requirements } from '../policy/requirements'
import type { RequestAccess } from './schema'
import { type AccessItem, toAccessItem } from './to-item'

/** Long enough for whoever answers to come to work. */
const WAITS_MS = 24 * 60 * 60 * 1_000
const MAX_PENDING = 20

interface Requester {
  readonly id: string
  readonly organizationId: string
  /** The person for whom it acts, where that is not its owner. */
  readonly ownerId?: string | null
}

export interface RequestedAccess extends AccessItem {
  /** Where it is answered, by somebody else. */
  readonly url: string
}

/**
 * Asks for access on a connection for a time. To ask for the very same while it waits is the same request. Nothing is
 * allowed by it before people say yes, as many and of the groups that the organization asks for.
 */
export async function requestAccess(
  { db, settings }: Pick<Services, 'db' | 'settings'>,
  { id, organizationId, ownerId }: Requester,
  input: RequestAccess,
  actor: Actor,
): Promise<RequestedAccess> {
  await expireApprovals(db)
  const row = await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Identity" WHERE id = ${id}::uuid FOR UPDATE` // one request of theirs at a time
    const where = { id, organizationId, disabledAt: null }
    const requester = await tx.identity.findFirst({ where, select: { id: true, name: true, ownerId: true } })
    if (!requester) throw new SallyportError('UNAUTHENTICATED', 'Sign in first')
    const waiting = await tx.approval.findMany({
      where: { organizationId, requesterId: id, kind: 'access', status: 'pending' },
    })
    const digest = digestOf(requester.id, input)
    const same = waiting.find((each) => each.digest === digest)
    if (same) return same
    if (waiting.length >= MAX_PENDING) {
      throw new SallyportError(
        'LIMIT_EXCEEDED',
        `${MAX_PENDING} of your requests wait for an answer already`,
        {
          hint: 'Withdraw one, or wait.',
        },
      )
    }
    return create(tx, actor, { ...requester, ownerId: ownerId ?? requester.ownerId }, input, digest)
  })
  return { ...toAccessItem(row), url: `${settings.consoleUrl}/approvals/${row.id}` }
}

async function create(
  tx: Tx,
  actor: Actor,
  requester: { readonly id: string; readonly name: string; readonly ownerId: string | null },
  { connection: connectionName, verbs, resources, unmasked, minutes, reason }: RequestAccess,
  digest: string,
): Promise<ApprovalModel> {
  const { organizationId } = actor
  const { accessRequirements, accessMaxMinutes } = await tx.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { accessRequirements: true, accessMaxMinutes: true },
  })
  if (minutes > accessMaxMinutes) {
    throw new FieldError(
      'INVALID_INPUT',
      'minutes',
      `Access is given for ${accessMaxMinutes} minutes at most`,
    )
  }
  const connection = await tx.connection.findFirst({ where: { organizationId, name: connectionName } })
  if (!connection) {
    throw new FieldError('INVALID_INPUT', 'connection', `There is no connection named "${connectionName}"`)
  }
  const requestedAt = new Date()
  const approval = await tx.approval.create({
    data: {
      organizationId,
      kind: 'access',
      requesterId: requester.id,
      requesterName: requester.name,
      ownerId: requester.ownerId,
      connectionId: connection.id,
      connectionName,
      statement: '',
      operations: [],
      digest,
      access: { verbs: [...verbs], resources: [...resources], unmasked: [...unmasked], minutes },
      statedReason: reason,
      ruleName: '',
      requirements: [...Requirements.parse(accessRequirements)],
      requestedAt,
      expiresAt: new Date(requestedAt.getTime() + WAITS_MS),
    },
  })
  await recordAudit(tx, actor, {
    action: 'access.request',
    subject: { type: 'approval', id: approval.id, name: requester.name },
    detail: {
      connection: connectionName,
      ...(unmasked.length > 0
        ? { unmasked: [...unmasked] }
        : { verbs: [...verbs], resources: [...resources] }),
      minutes,
      reason,
    },
  })
  await approvalChanged(tx, approval)
  await notify(tx, 'requested', approval)
  return approval
}

function digestOf(
  requesterId: string,
  { connection, verbs, resources, unmasked, minutes }: RequestAccess,
): string {
  const asked = ['access', requesterId, connection, [...verbs].sort(), [...resources].sort(), minutes]
  if (unmasked.length > 0) asked.push([...unmasked].sort())
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex')
}
