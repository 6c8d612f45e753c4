import type { Identity } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { GatewayCaller } from '../context'
import { authenticate } from './authenticate'
import type { ReadAccess } from './schema'

export interface Access {
  readonly identity: Identity
  /** All that the token is for: which of them rules open is the gateway's to say. */
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
    const { identity, token } = await authenticate(tx, organizationId, input)
    const only = token.connections.length > 0 && { name: { in: token.connections } }
    const connections = await tx.connection.findMany({
      where: { organizationId, ...only },
      select: { name: true, protocol: true, database: true },
      orderBy: { name: 'asc' },
    })
    return { identity, connections }
  })
}
