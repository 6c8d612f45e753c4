import type { Tx } from '@sallyport/db'
import { FieldError } from '../errors'

/** An agent acts for a person of its own organization. */
export async function assertOwner(tx: Tx, organizationId: string, ownerId: string | null): Promise<void> {
  if (ownerId === null) return
  const owner = await tx.identity.findFirst({
    where: { id: ownerId, organizationId, kind: 'person' },
    select: { id: true },
  })
  if (!owner) throw new FieldError('INVALID_INPUT', 'ownerId', 'There is no such person')
}
