import type { ApproverRequirement } from '@sallyport/core'
import type { ShapeGrantModel, Tx } from '@sallyport/db'
import { missingApprovals } from './meets'
import { supportersOf } from './supporters'

interface Wanted {
  readonly organizationId: string
  readonly requesterId: string
  readonly ownerId: string | null
  readonly shapeDigest: string
  readonly ruleId: string
  /** What the rule asks for now. */
  readonly requirements: readonly ApproverRequirement[]
}

/**
 * Takes one use of an approved shape, if there is any left: counted in the same WHERE that finds it, so that of many
 * at once no more get one than there are. Those who approved must still be allowed to, and be enough for the rule as
 * it is now.
 */
export async function useShapeGrant(tx: Tx, wanted: Wanted): Promise<ShapeGrantModel | null> {
  const { organizationId, requesterId, ownerId, shapeDigest, ruleId, requirements } = wanted
  const open = { organizationId, requesterId, shapeDigest, ruleId, revokedAt: null }
  const found = await tx.shapeGrant.findMany({
    where: { ...open, expiresAt: { gt: new Date() } },
    orderBy: { expiresAt: 'asc' },
  })
  for (const { id, times, approvalId } of found) {
    const supporters = await supportersOf(tx, { id: approvalId, requesterId, ownerId })
    if (missingApprovals(requirements, supporters) > 0) continue
    const [used] = await tx.shapeGrant.updateManyAndReturn({
      where: { ...open, id, used: { lt: times }, expiresAt: { gt: new Date() } },
      data: { used: { increment: 1 } },
    })
    if (used) return used
  }
  return null
}
