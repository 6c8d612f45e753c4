import type { Role, TokenScope } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { LiveHub } from './live/hub'
import type { RecordingStore } from './recordings/store/recording-store'

/** What the control plane works with; made once per process. */
export interface Services {
  readonly db: Db
  readonly masterKey: Buffer
  readonly live: LiveHub
  /** Where sealed recordings are kept. */
  readonly store: RecordingStore
  readonly settings: Settings
}

export interface Settings {
  /** Where people reach the console; also the issuer of its tokens. */
  readonly consoleUrl: string
  /** host:port at which clients reach a gateway, as shown to people. */
  readonly gatewayPostgres: string
  /** The address at which MCP clients reach a gateway; tokens for it name it as their resource. */
  readonly gatewayMcp: string
  /** Hosts that a connection may name although they are link-local or a cloud's metadata service. */
  readonly allowedHosts: readonly string[]
}

/** A signed-in person, or an agent that called with its token. */
export interface Member {
  readonly type: 'member'
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly role: Role
  readonly groups: readonly string[]
  readonly organizationId: string
  readonly organizationName: string
  /** null: came with a token, not with a cookie. */
  readonly consoleSessionId: string | null
  /** What the token is for; null: came with a cookie. */
  readonly tokenScope: TokenScope | null
}

export interface GatewayCaller {
  readonly type: 'gateway'
  readonly id: string
  readonly name: string
  readonly organizationId: string
}

export type Caller = Member | GatewayCaller

export interface Context extends Services {
  /** null: nobody, or nobody that we still know. */
  readonly caller: Caller | null
}
