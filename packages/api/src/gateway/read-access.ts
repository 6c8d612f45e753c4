import type { Identity } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { GatewayCaller } from '../context'
import { authenticate } from './open-session'
import type { ReadAccess } from './schema'

export interface Access {
  readonly identity: Identity
  /** All there are: which of them rules open is the gateway's to say. */
  readonly connections: readonly {
    readonly name: string
    readonly protocol: string
    readonly database: string
  }[]
}

/** Who the bearer of a token is, and the connections there are. Refuses as `openSession` does. */
export async function readAccess(
  db: Db,
  { organizationId }: GatewayCaller,
  input: ReadAccess,
): Promise<Access> {
  return db.$transaction(async (tx) => {
    const { ownerId: _, ...identity } = await authenticate(tx, organizationId, input, new Date())
    const connections = await tx.connection.findMany({
      where: { organizationId },
      select: { name: true, protocol: true, database: true },
      orderBy: { name: 'asc' },
    })
    return { identity, connections }
  })
}
