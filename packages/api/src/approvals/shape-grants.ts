import { SallyportError } from '@sallyport/core'
import type { Db, Prisma, ShapeGrantModel } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { orNotFound } from '../not-found'
import { type Page, pageArguments, toPage } from '../page'
import { may } from '../permissions'
import { cancelApprovals } from './cancel-approvals'
import type { ListShapeGrants } from './schema'

export type ShapeGrantItem = Omit<ShapeGrantModel, 'organizationId' | 'shapeDigest'>

/** Approved shapes, the newest first: everybody's, or one's own and one's agents'. */
export async function listShapeGrants(
  db: Db,
  member: Member,
  input: ListShapeGrants,
): Promise<Page<ShapeGrantItem>> {
  const rows = await db.shapeGrant.findMany({
    where: visibleShapeGrants(member),
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    omit: { organizationId: true, shapeDigest: true },
    ...pageArguments(input),
  })
  return toPage(rows, (row) => row)
}

/** From now on what has the shape asks again; what was let through by it and has not begun to run does not run. */
export async function revokeShapeGrant(db: Db, member: Member, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const where = { ...visibleShapeGrants(member), id }
    const { shape } = orNotFound(await tx.shapeGrant.findFirst({ where }), 'approval of a shape')
    const [revoked] = await tx.shapeGrant.updateManyAndReturn({
      where: { id, revokedAt: null },
      data: { revokedAt: new Date(), revokedByName: member.name },
    })
    if (!revoked) throw new SallyportError('CONFLICT', 'This was taken back already')
    await recordAudit(tx, member, {
      action: 'approval.revoke-shape',
      subject: { type: 'approval', id: revoked.approvalId, name: revoked.requesterName },
      detail: { grant: id, shape, used: revoked.used },
    })
    await cancelApprovals(tx, member, { grantId: id })
  })
}

function visibleShapeGrants(member: Member): Prisma.ShapeGrantWhereInput {
  const { id, organizationId } = member
  if (may(member, 'approval:read-all')) return { organizationId }
  return { organizationId, OR: [{ requesterId: id }, { requester: { ownerId: id } }] }
}
