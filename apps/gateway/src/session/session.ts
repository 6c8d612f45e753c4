import type { Decision, Identity, SallyportError, SignIn, TlsMode, ToolServer } from '@sallyport/core'
import type { Approvals, PendingApproval } from './approvals'
import type { Policy } from './policy'
import type { Recorder } from './recorder'
import type { RowBudget } from './row-budget'

/** The real server behind a connection, with the credential that only the gateway opens. */
export interface Target {
  readonly connectionId: string
  /** An MCP server; null or absent: a PostgreSQL database. */
  readonly server?: ToolServer | null
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  /** The password, or a client certificate with its key: see `readCredential`; a server's secrets as JSON. */
  readonly password: string
  readonly tlsMode: TlsMode
  readonly tlsCa: string | null
  /** What the target may ask for; absent: SCRAM. */
  readonly signIn?: SignIn
}

/** Who is told at once what becomes of a session's statements. */
export interface SessionWatch {
  held(pending: PendingApproval, decision: Decision): void
  refused(error: SallyportError): void
}

/** What one authenticated client connection carries. Only `authenticate` makes one. */
export interface Session {
  readonly id: string
  readonly identity: Identity
  readonly connection: { readonly id: string; readonly name: string }
  readonly target: Target
  readonly policy: Policy
  readonly recorder: Recorder
  readonly approvals: Approvals
  readonly rows: RowBudget
  /** Fires when the session must end; its reason is the SallyportError to tell the client. */
  readonly signal: AbortSignal
  readonly watch?: SessionWatch
  /** Releases what the session holds. Called once, however it ends. */
  close(reason: string): void
}
