import type {
  Durability as DurabilityWord,
  SignIn as SignInWord,
  TargetProtocol as TargetProtocolName,
  TlsMode as TlsModeWord,
} from '@sallyport/core'
import type { ConnectionModel, Prisma } from '@sallyport/db'
import { ToolServer } from '../servers/schema'
import { Durability, SignIn, TargetProtocol, TlsMode } from '../words'

/** A connection as people see it: never with its password, sealed or not. */
export interface ConnectionItem {
  readonly id: string
  readonly name: string
  readonly protocol: TargetProtocolName
  /** The MCP server that it is, without its secrets; null: a database. */
  readonly server: ToolServer | null
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  /** Where the gateway finds the password; null: it is kept here, sealed. */
  readonly passwordReference: string | null
  readonly tlsMode: TlsModeWord
  readonly tlsCa: string | null
  readonly signIn: SignInWord
  /** null: recordings are kept for good. */
  readonly retentionDays: number | null
  readonly durability: DurabilityWord
  /** Nobody gets in since then, whatever the rules say; null: open. */
  readonly closedAt: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly liveSessions: number
}

export const CONNECTION_INCLUDE = {
  _count: { select: { sessions: { where: { endedAt: null } } } },
} as const satisfies Prisma.ConnectionInclude

type ConnectionRow = Omit<ConnectionModel, 'sealedPassword'> & {
  readonly _count: { readonly sessions: number }
}

export function toConnectionItem(found: ConnectionRow): ConnectionItem {
  const { _count, organizationId: _, ...row } = found
  return {
    ...row,
    protocol: TargetProtocol.parse(row.protocol),
    server: row.server === null ? null : ToolServer.parse(row.server),
    tlsMode: TlsMode.parse(row.tlsMode),
    signIn: SignIn.parse(row.signIn),
    durability: Durability.parse(row.durability),
    liveSessions: _count.sessions,
  }
}
