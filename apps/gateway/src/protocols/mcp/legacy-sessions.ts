import { randomUUID } from 'node:crypto'
import {
  type AuthInfo,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import { bearerIn } from './bearer'
import type { Offer } from './servers/offer'

interface LegacySession {
  readonly subject: string
  readonly transport: WebStandardStreamableHTTPServerTransport
  readonly server: McpServer
  readonly offer: Offer
  usedAt: number
}

const MAX_OF_ONE = 50
const MAX_OF_ALL = 2_000
const IDLE_MS = 4 * 3_600_000
const LOOK_EVERY_MS = 60_000
const MAX_BODY_BYTES = 2 * 1024 * 1024

/**
 * The sessions that clients of the protocol's 2025 revisions begin with `initialize`: they cancel and end by them. Each
 * belongs to who began it, whatever token comes later.
 */
export class LegacySessions {
  private readonly sessions = new Map<string, LegacySession>()
  private readonly createServer: () => { server: McpServer; offer: Offer }
  private readonly looking: NodeJS.Timeout

  constructor(createServer: () => { server: McpServer; offer: Offer }) {
    this.createServer = createServer
    this.looking = setInterval(() => this.endIdle(), LOOK_EVERY_MS).unref()
  }

  async fetch(request: Request, authInfo: AuthInfo, subject: string): Promise<Response> {
    const id = request.headers.get('mcp-session-id')
    if (id === null) return this.begin(request, authInfo, subject)
    const session = this.sessions.get(id)
    if (session?.subject !== subject) return jsonRpcError(404, 'there is no such session: initialize again')
    session.usedAt = Date.now()
    await session.offer(bearerIn(authInfo))
    return session.transport.handleRequest(request, { authInfo })
  }

  async close(): Promise<void> {
    clearInterval(this.looking)
    await Promise.all([...this.sessions.keys()].map((id) => this.end(id)))
  }

  /** One that does not begin with `initialize` is refused by its transport, and forgotten. */
  private async begin(request: Request, authInfo: AuthInfo, subject: string): Promise<Response> {
    await this.makeRoom(subject)
    const { server, offer } = this.createServer()
    await offer(bearerIn(authInfo))
    let begun: string | null = null
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: MAX_BODY_BYTES,
      onsessioninitialized: (id) => {
        begun = id
        this.sessions.set(id, { subject, transport, server, offer, usedAt: Date.now() })
      },
      onsessionclosed: (id) => void this.sessions.delete(id),
    })
    await server.connect(transport)
    const response = await transport.handleRequest(request, { authInfo })
    if (begun === null) await server.close()
    return response
  }

  /** Of one identity the session that was used longest ago gives way, so that nobody can take all. */
  private async makeRoom(subject: string): Promise<void> {
    const own = [...this.sessions].filter(([, session]) => session.subject === subject)
    const crowded =
      own.length >= MAX_OF_ONE ? own : this.sessions.size >= MAX_OF_ALL ? [...this.sessions] : []
    const [oldest] = crowded.sort(([, one], [, other]) => one.usedAt - other.usedAt)
    if (oldest) await this.end(oldest[0])
  }

  private endIdle(): void {
    const before = Date.now() - IDLE_MS
    for (const [id, { usedAt }] of this.sessions) if (usedAt < before) void this.end(id)
  }

  private async end(id: string): Promise<void> {
    const session = this.sessions.get(id)
    this.sessions.delete(id)
    await session?.server.close()
  }
}

export function jsonRpcError(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null }, { status, headers })
}
