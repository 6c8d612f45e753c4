import { SallyportError } from '@sallyport/core'
import type { Tx } from '@sallyport/db'

/**
 * Takes back a change that would leave nobody to change anything. Two admins who remove each other at the same
 * moment wait for each other here.
 */
export async function assertAdminLeft(tx: Tx, organizationId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "Organization" WHERE id = ${organizationId}::uuid FOR UPDATE`
  const left = await tx.identity.count({
    where: { organizationId, role: 'admin', kind: 'person', disabledAt: null },
  })
  if (left === 0) throw new SallyportError('CONFLICT', 'One admin has to stay')
}
