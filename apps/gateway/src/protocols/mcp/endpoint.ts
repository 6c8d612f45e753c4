import { isIP } from 'node:net'
import {
  createMcpHandler,
  isLegacyRequest,
  type McpHttpHandler,
  type McpRequestContext,
} from '@modelcontextprotocol/server'
import { SallyportError } from '@sallyport/core'
import { log } from '../../log'
import { type Bearer, bearerIn, toAuthInfo } from './bearer'
import { refuseHost } from './hosts'
import { jsonRpcError, LegacySessions } from './legacy-sessions'
import { METADATA_PATH, metadataUrl, protectedResource } from './metadata'
import { createServer } from './server'
import type { Workshop } from './tools/tool'

interface Settings {
  readonly url: () => URL
  readonly version: string
  readonly isEncrypted: boolean
}

const MAX_BODY_BYTES = 2 * 1024 * 1024
const MAX_CLAIM_LENGTH = 200

/** What answers HTTP: the protocol itself under the path of its URL, and the document that says where tokens come from. */
export class McpEndpoint {
  private readonly workshop: Workshop
  private readonly settings: Settings
  private readonly modern: McpHttpHandler
  private readonly legacy: LegacySessions

  constructor(workshop: Workshop, settings: Settings) {
    this.workshop = workshop
    this.settings = settings
    const create = () => createServer(workshop, settings.version)
    const createFor = async ({ authInfo }: McpRequestContext) => {
      const { server, offer } = create()
      await offer(bearerIn(authInfo))
      return server
    }
    this.modern = createMcpHandler(createFor, { legacy: 'reject', maxRequestBodySize: MAX_BODY_BYTES })
    this.legacy = new LegacySessions(create)
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const ownUrl = this.settings.url()
    const refused = refuseHost(request, ownUrl)
    if (refused) return refused
    const { pathname } = new URL(request.url)
    if (pathname === METADATA_PATH || pathname === METADATA_PATH + ownUrl.pathname)
      return protectedResource(ownUrl, this.workshop.gate.consoleUrl)
    if (pathname !== ownUrl.pathname)
      return jsonRpcError(404, `there is nothing here: MCP is at ${ownUrl.href}`)
    const bearer = await this.authenticate(request, ownUrl)
    if (bearer instanceof Response) return bearer
    const authInfo = toAuthInfo(bearer)
    const isLegacy = await isLegacyRequest(request, undefined, { maxRequestBodySize: MAX_BODY_BYTES })
    if (isLegacy) return this.legacy.fetch(request, authInfo, bearer.subject)
    return this.modern.fetch(request, { authInfo })
  }

  async close(): Promise<void> {
    await this.modern.close()
    await this.legacy.close()
  }

  /** Before anything of the request's body is read. */
  private async authenticate(request: Request, ownUrl: URL): Promise<Bearer | Response> {
    const clientAddress = request.headers.get('x-sallyport-client') ?? ''
    if (!this.settings.isEncrypted && !isLoopback(clientAddress))
      return jsonRpcError(403, 'the gateway takes tokens only inside TLS')
    const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    const challenge = `Bearer resource_metadata="${metadataUrl(ownUrl)}", scope="connect"`
    if (!token) return jsonRpcError(401, 'a token is needed', { 'WWW-Authenticate': challenge })
    try {
      const resource = ownUrl.href
      const verified = await this.workshop.gate.identify({ token, resource })
      const { issuer, actors, digest, expiresAt, presented } = verified
      const subject = JSON.stringify([issuer, verified.subject, ...actors])
      const clientApplication = (request.headers.get('user-agent') ?? '').slice(0, MAX_CLAIM_LENGTH)
      return { token, resource, subject, presented, digest, expiresAt, clientAddress, clientApplication }
    } catch (error) {
      if (!(error instanceof SallyportError)) throw error
      const why = error.cause instanceof Error ? error.cause.message : error.message
      log('warn', 'a client was refused', { protocol: 'mcp', clientAddress, code: error.code, why })
      if (error.code !== 'UNAUTHENTICATED') return jsonRpcError(503, error.message, { 'Retry-After': '5' })
      return jsonRpcError(401, 'the token was refused', {
        'WWW-Authenticate': `${challenge}, error="invalid_token", error_description="the token was refused"`,
      })
    }
  }
}

function isLoopback(address: string): boolean {
  if (isIP(address) === 0) return false
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}
