import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { toNodeHandler } from '@modelcontextprotocol/node'
import type { PinnedTool } from '@sallyport/core'
import { describeError, log } from '../../log'
import type { Gate } from '../../session/gate'
import type { PostgresProtocol } from '../postgres/serve'
import type { Protocol } from '../protocol'
import { Calls } from './calls'
import { McpEndpoint } from './endpoint'
import { Pages } from './pages'
import { type Denied, Repeats } from './repeats'
import { Seats } from './seats'
import { ServedTools } from './servers/served-tools'
import { ServerSeats } from './servers/server-seats'
import { toolWork } from './servers/tool-work'
import { statements } from './statements'
import type { AccessRequests } from './tools/tool'

interface Settings {
  readonly gate: Gate
  /** How PostgreSQL targets are reached. */
  readonly postgres: PostgresProtocol
  /** Without a certificate, only clients on this machine may send their tokens. */
  readonly tls: SecureContext | null
  /** Where clients reach it: what tokens for it name as their resource. */
  readonly url: () => URL
  readonly version: string
  readonly access: AccessRequests
  readonly raise: (sessionId: string, times: number, what: Denied) => void
  readonly servers: ServerSettings
}

/** How MCP servers behind connections are used. */
export interface ServerSettings {
  /** What the operator lets this gateway start: see `refuseCommand`. */
  readonly commands: readonly string[]
  readonly maskingKey: Buffer
  /** A server describes its tools otherwise than people accepted them. */
  readonly onChanged: (connectionId: string, tools: readonly PinnedTool[]) => void
}

/** A client that sends its headers slowly, or a request's body, is cut off. */
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
const MAX_HEADER_BYTES = 32 * 1024
const MAX_BODY_BYTES = 2 * 1024 * 1024

/** The Model Context Protocol over Streamable HTTP: https://modelcontextprotocol.io/specification */
export function mcp({
  gate,
  postgres,
  tls,
  url,
  version,
  access,
  raise,
  servers,
}: Settings): Protocol & { close(): Promise<void> } {
  const seats = new Seats(gate, postgres)
  const serverSeats = new ServerSeats(gate, servers.commands)
  const { policy } = gate
  const workshop = {
    gate,
    postgres,
    seats,
    calls: new Calls(statements(seats, postgres)),
    toolCalls: new Calls(toolWork({ ...servers, seats: serverSeats, policy })),
    servedTools: new ServedTools(gate, policy),
    pages: new Pages(),
    repeats: new Repeats(raise),
    access,
  }
  const endpoint = new McpEndpoint(workshop, { url, version, isEncrypted: tls !== null })
  const handle = toNodeHandler(endpoint, {
    maxRequestBodySize: MAX_BODY_BYTES,
    onerror: (error) => log('error', 'a request of MCP could not be answered', describeError(error)),
  })

  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
  }
  const server = tls
    ? createHttpsServer({ ...options, SNICallback: (_, done) => done(null, tls) })
    : createHttpServer(options)
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    request.headers['x-sallyport-client'] = request.socket.remoteAddress ?? '' // overwrites what a client says
    void handle(request as IncomingMessage & { method: string; url: string }, response)
  })
  server.emit('listening') // it listens elsewhere; this is when it begins to watch over slow clients

  /** HTTP's own server carries the conversation; each of its requests says who it is. */
  async function serve(client: Socket): Promise<void> {
    server.emit('connection', client)
    await new Promise<void>((resolve) => client.once('close', () => resolve()))
  }

  const close = async () => {
    serverSeats.close()
    await endpoint.close()
  }
  return { name: 'mcp', serve, close }
}
