import { randomUUID } from 'node:crypto'
import {
  type Durability,
  type Identity,
  type ProtocolName,
  SallyportError,
  type SignIn,
  type TargetProtocol,
  type TlsMode,
  TOOL_SEPARATOR,
  type ToolServer,
} from '@sallyport/core'
import { isOpen } from '@sallyport/policy'
import type { Spool } from '../spool/spool'
import type { Approvals } from './approvals'
import { type Identified, identify, type PresentedToken } from './identify'
import type { OpenPassword } from './password'
import type { Policy } from './policy'
import { Recorder } from './recorder'
import { RowBudget } from './row-budget'
import type { Session, Target } from './session'

export interface Credential {
  /** What the client calls itself; shown, never trusted. */
  readonly username: string
  readonly token: string
  /** The address that it came to, where tokens can be made out to it: see `issuersAt`. */
  readonly resource?: string
  /** The name of the connection that it asks for. */
  readonly connection: string
  /** What its target is to speak; absent: PostgreSQL. */
  readonly target?: TargetProtocol
  readonly protocol: ProtocolName
  readonly clientAddress: string
  readonly clientApplication: string
}

/** What the console is asked, once it is certain who comes. */
export interface SessionRequest extends PresentedToken {
  readonly sessionId: string
  readonly connection: string
  readonly protocol: ProtocolName
  readonly clientAddress: string
  readonly clientApplication: string
}

/** The console's answer; the password is sealed, and opened only here. */
export interface OpenedSession {
  readonly identity: Identity
  readonly connection: {
    readonly id: string
    readonly name: string
    /** The MCP server that it is; null or absent: a PostgreSQL database. */
    readonly server?: ToolServer | null
    readonly host: string
    readonly port: number
    readonly database: string
    readonly username: string
    /** Base64. */
    readonly sealedPassword: string
    readonly isReference: boolean
    readonly tlsMode: TlsMode
    readonly tlsCa: string | null
    readonly signIn?: SignIn
    /** Whether a statement's record is flushed to the disk before it runs, or written only. Absent: strict. */
    readonly durability?: Durability
  }
  /** The person for whom the identity acts, by its token. */
  readonly onBehalfOf?: string | null
  /** What the token was given out for. */
  readonly purpose?: string | null
  /** So many rows may still be read with the token; null or absent: any number. */
  readonly rowsLeft?: number | null
}

/** Who the bearer of a token is, and the connections that rules open for it. */
export interface Access {
  readonly identity: Identity
  readonly connections: readonly {
    readonly name: string
    readonly protocol: string
    readonly database: string
  }[]
}

interface Parts {
  /** Throws UNAUTHENTICATED or NOT_FOUND. */
  readonly openSession: (request: SessionRequest) => Promise<OpenedSession>
  /** Throws UNAUTHENTICATED; lists all connections. */
  readonly readAccess: (who: PresentedToken) => Promise<Access>
  /** Has the console ask an issuer for its keys; resolves when the policy has what is new. */
  readonly refreshKeys: (issuer: string) => Promise<void>
  readonly policy: Policy
  readonly approvals: Approvals
  readonly spool: Spool
  readonly openPassword: OpenPassword
}

/** The one way in: turns a credential into a session, and knows the sessions that are open. */
export class Gate {
  private readonly parts: Parts
  private readonly open = new Map<string, AbortController>()

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Where people answer, and tokens come from. Throws UNAVAILABLE while the console was never reached. */
  get consoleUrl(): string {
    return this.parts.policy.current().consoleUrl
  }

  get policy(): Policy {
    return this.parts.policy
  }

  get liveSessions(): string[] {
    return [...this.open.keys()]
  }

  /** What a token says, without a session for it. Throws UNAUTHENTICATED. */
  identify({ token, resource }: Pick<Credential, 'token' | 'resource'>): Promise<Identified> {
    return identify(this.parts, token, resource)
  }

  async access(credential: Pick<Credential, 'token' | 'resource'>): Promise<Access> {
    const { presented } = await this.identify(credential)
    const { identity, connections } = await this.parts.readAccess(presented)
    const { rules } = this.parts.policy.current()
    return { identity, connections: connections.filter(({ name }) => isOpen(rules, name, identity)) }
  }

  /**
   * Verifies who it is, asks the console for the connection, and begins the recording. Throws
   * UNAUTHENTICATED without saying what was wrong, NOT_FOUND, DENIED when no rule opens the connection.
   */
  async authenticate(credential: Credential): Promise<Session> {
    const { openSession, policy, approvals, spool } = this.parts
    const token = await this.identify(credential)
    const snapshot = policy.current()
    const sessionId = newSessionId()
    const { protocol, clientAddress, clientApplication } = credential
    const { identity, connection, onBehalfOf, purpose, rowsLeft } = await openSession({
      sessionId,
      ...token.presented,
      connection: credential.connection,
      protocol,
      clientAddress,
      clientApplication,
    })

    const ending = new AbortController()
    const onLost = (error: SallyportError) => ending.abort(error)
    const recorder = new Recorder(spool, sessionId, {
      isStrict: connection.durability !== 'best-effort',
      onLost,
    })
    recorder.append({
      type: 'session-start',
      at: Date.now(),
      sessionId,
      identity,
      ...(onBehalfOf && { onBehalfOf }),
      ...(purpose && { purpose }),
      connection: connection.name,
      protocol,
      clientAddress,
      clientApplication,
      gateway: snapshot.gatewayName,
      durability: connection.durability ?? 'strict',
      ...(connection.server && { target: 'mcp' as const }),
    })
    try {
      assertSpeaks(connection, credential.target ?? 'postgres')
      if (!isOpen(snapshot.rules, connection.name, identity)) {
        throw new SallyportError(
          'DENIED',
          `no rule lets ${identity.name} use the connection "${connection.name}"`,
        )
      }
      const target = await this.unseal(connection)
      const { id, name } = connection
      const expiry = endLater(ending, token.expiresAt)
      this.open.set(sessionId, ending)
      const close = (reason: string) => {
        clearTimeout(expiry)
        this.open.delete(sessionId)
        recorder.close(reason)
      }
      const { signal } = ending
      return {
        id: sessionId,
        identity,
        connection: { id, name },
        target,
        policy,
        recorder,
        approvals,
        rows: new RowBudget(rowsLeft ?? null),
        signal,
        close,
      }
    } catch (error) {
      recorder.close('refused')
      throw error
    }
  }

  /** Ends a session wherever it is, also while it is held. */
  end(sessionId: string, reason: string): void {
    this.open.get(sessionId)?.abort(new SallyportError('SESSION_ENDED', `terminating connection: ${reason}`))
  }

  endAll(reason: string): void {
    for (const sessionId of this.open.keys()) this.end(sessionId, reason)
  }

  private async unseal(connection: OpenedSession['connection']): Promise<Target> {
    const { id, host, port, database, username, tlsMode, tlsCa, signIn = 'scram', isReference } = connection
    const { server = null } = connection
    const context = `connection:${id}${isReference ? ':reference' : ''}`
    const password = await this.parts.openPassword(connection, context)
    return { connectionId: id, server, host, port, database, username, password, tlsMode, tlsCa, signIn }
  }
}

/** Databases take statements, MCP servers calls of their tools. */
function assertSpeaks({ name, server }: OpenedSession['connection'], target: TargetProtocol): void {
  if (target === (server ? 'mcp' : 'postgres')) return
  throw server
    ? new SallyportError('UNSUPPORTED', `"${name}" is an MCP server, which takes no statements`, {
        hint: `Call its tools: their names begin with ${name}${TOOL_SEPARATOR}`,
      })
    : new SallyportError('UNSUPPORTED', `"${name}" is a database, which has no tools`)
}

/** The longest that setTimeout can wait: 2^31 - 1 ms. */
const MAX_TIMER_MS = 0x7fffffff

function endLater(ending: AbortController, expiresAt: Date): NodeJS.Timeout {
  const waitMs = Math.min(Math.max(0, expiresAt.getTime() - Date.now()), MAX_TIMER_MS)
  const expired = () =>
    ending.abort(new SallyportError('SESSION_ENDED', 'terminating connection: its token has expired'))
  return setTimeout(expired, waitMs).unref()
}

/** UUID version 7 (RFC 9562): begins with the time, so that sessions sort by when they began. */
function newSessionId(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  const random = randomUUID()
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`
}
