import type { Member, Services } from '../context'
import { orNotFound } from '../not-found'

/** What somebody's client needs to reach a connection through a gateway. */
export interface HowTo {
  readonly host: string
  readonly port: number
  /** The connection's name, which clients give as their database. */
  readonly database: string
  /** Shown only: who it is comes from the token. */
  readonly username: string
  /** The gateway's MCP address, for agents: it is the same for all connections. */
  readonly mcp: string
  readonly isClosed: boolean
}

export async function howTo(
  { db, settings }: Pick<Services, 'db' | 'settings'>,
  { organizationId, name }: Member,
  id: string,
): Promise<HowTo> {
  const found = await db.connection.findFirst({
    where: { id, organizationId },
    select: { name: true, closedAt: true },
  })
  const connection = orNotFound(found, 'connection')
  const { hostname, port } = new URL(`postgres://${settings.gatewayPostgres}`)
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port),
    database: connection.name,
    isClosed: connection.closedAt !== null,
    username: name
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, ''),
    mcp: settings.gatewayMcp,
  }
}
