import type { Rule } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import { Access } from './schema'

/**
 * Granted access as rules that allow, each for one identity, one connection and a time. What denies or holds goes over
 * them, as over every rule that allows.
 */
export async function accessRules(tx: Tx, organizationId: string, now: Date): Promise<Rule[]> {
  const granted = await tx.approval.findMany({
    where: { organizationId, kind: 'access', status: 'approved', expiresAt: { gt: now } },
    include: { connection: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
  return granted.flatMap(
    ({ id, requesterId, requesterName, decidedByName, expiresAt, access, connection }) => {
      if (!connection) return [] // removed meanwhile
      const { verbs, resources } = Access.parse(access)
      return {
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
        until: expiresAt.getTime(),
      } satisfies Rule
    },
  )
}
