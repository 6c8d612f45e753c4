import type { MaskingExemption, Rule } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import { Access } from './schema'

/** What of a policy is of people's own, for a time. */
export interface Granted {
  /**
   * Each allows, for one identity, one connection and a time. What denies or holds goes over them, as over every rule that
   * allows.
   */
  readonly rules: readonly Rule[]
  readonly exemptions: readonly MaskingExemption[]
}

/** Access that was granted and has not ended. */
export async function readGranted(tx: Tx, organizationId: string, now: Date): Promise<Granted> {
  const granted = await tx.approval.findMany({
    where: { organizationId, kind: 'access', status: 'approved', expiresAt: { gt: now } },
    include: { connection: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
  const rules: Rule[] = []
  const exemptions: MaskingExemption[] = []
  for (const { id, requesterId, requesterName, decidedByName, expiresAt, access, connection } of granted) {
    if (!connection) continue // removed meanwhile
    const { verbs, resources, unmasked } = Access.parse(access)
    const until = expiresAt.getTime()
    if (unmasked.length > 0) {
      exemptions.push({ id, identityId: requesterId, connection: connection.name, columns: unmasked, until })
      continue
    }
    rules.push({
      id,
      name: `access of ${requesterName}, approved by ${decidedByName}`,
      groups: [],
      identities: [requesterId],
      kinds: [],
      connections: [connection.name],
      verbs,
      resources,
      conditions: [],
      effect: 'allow',
      mode: 'enforce',
      message: '',
      requirements: [],
      holdSeconds: 0,
      until,
    })
  }
  return { rules, exemptions }
}
