import { tmpdir } from 'node:os'
import {
  type CallToolResult,
  Client,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  StreamableHTTPClientTransport,
  type Tool,
  type Transport,
} from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { type PinnedTool, SallyportError, type ToolServer } from '@sallyport/core'
import { refuseCommand } from './commands'
import { MAX_TOOLS, toPinnedTools } from './definitions'
import { guardedFetch } from './guarded-fetch'
import { lazyValidator } from './schemas'

/** Where a server is, with what only the gateway opens: headers, or variables of a program's environment. */
export interface ServerPlace {
  readonly server: ToolServer
  readonly secrets: Readonly<Record<string, string>>
  /** Programs that this gateway may start: see `refuseCommand`. */
  readonly commands: readonly string[]
}

const OPEN_TIMEOUT_MS = 20_000
const LIST_TIMEOUT_MS = 10_000
export const CALL_TIMEOUT_MS = 60_000
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024
const MAX_PAGES = 20
/** The list is asked for again before a call when it is older than this. */
const FRESH_MS = 60_000

/** One conversation with one server, as its client. It is offered nothing: no sampling, no elicitation, no roots. */
export class ServerLink {
  private readonly client: Client
  private tools: readonly PinnedTool[] = []
  private listedAt = 0
  /** Why some tools of the list cannot be used. */
  problem: string | null = null
  isClosed = false
  onClose: () => void = () => undefined

  private constructor(client: Client) {
    this.client = client
    client.onclose = () => {
      this.isClosed = true
      this.onClose()
    }
    client.setNotificationHandler('notifications/tools/list_changed', () => {
      this.listedAt = 0
    })
  }

  /** Throws in words for people when it cannot be reached, or may not be started. */
  static async open(place: ServerPlace): Promise<ServerLink> {
    const transport = transportTo(place)
    const client = new Client(
      { name: 'sallyport', version: '1' },
      {
        capabilities: {},
        jsonSchemaValidator: lazyValidator,
        // A program that does not know the newer revision may end at its first question.
        versionNegotiation: { mode: place.server.transport === 'http' ? 'auto' : 'legacy' },
      },
    )
    const link = new ServerLink(client)
    try {
      await client.connect(transport, { timeout: OPEN_TIMEOUT_MS })
      await link.list()
      return link
    } catch (error) {
      await link.close()
      throw unreachable(place.server, error)
    }
  }

  get serverName(): string {
    const { name = 'unknown', version = '' } = this.client.getServerVersion() ?? {}
    return `${name} ${version}`.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').slice(0, 100)
  }

  /** The tools as the server describes them now. */
  async current(): Promise<readonly PinnedTool[]> {
    if (Date.now() - this.listedAt > FRESH_MS) await this.list()
    return this.tools
  }

  /** Throws TARGET_UNREACHABLE and CANCELLED; what the tool itself says went wrong is a result. */
  async call(name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CallToolResult> {
    try {
      return await this.client.callTool({ name, arguments: args }, { signal, timeout: CALL_TIMEOUT_MS })
    } catch (error) {
      // Its refusal is an answer of its own: the words go the way of all its words.
      if (error instanceof ProtocolError)
        return { content: [{ type: 'text', text: error.message }], isError: true }
      throw signal.aborted ? new SallyportError('CANCELLED', 'the client has gone') : failed(error)
    }
  }

  async close(): Promise<void> {
    this.isClosed = true
    await this.client.close().catch(() => undefined) // it may have gone before
  }

  private async list(): Promise<void> {
    const listed: Tool[] = []
    let cursor: string | undefined
    this.listedAt = Date.now()
    for (let page = 0; page < MAX_PAGES && listed.length <= MAX_TOOLS; page++) {
      const answer = await this.client.listTools(cursor === undefined ? {} : { cursor }, {
        timeout: LIST_TIMEOUT_MS,
        cacheMode: 'bypass',
      })
      listed.push(...answer.tools)
      cursor = answer.nextCursor
      if (cursor === undefined) break
    }
    const { tools, problem } = toPinnedTools(listed)
    this.tools = tools
    this.problem = problem
  }
}

function transportTo({ server, secrets, commands }: ServerPlace): Transport {
  if (server.transport === 'http') {
    const url = new URL(server.url)
    return new StreamableHTTPClientTransport(url, { fetch: guardedFetch(url, secrets) })
  }
  const refused = refuseCommand(server, commands)
  if (refused) throw refused
  return new StdioClientTransport({
    command: server.command,
    args: [...server.args],
    env: { ...secrets }, // the SDK adds PATH, HOME and the like, and nothing else of our own
    cwd: tmpdir(),
    stderr: 'ignore', // it may say anything, also what it was given
    maxBufferSize: MAX_MESSAGE_BYTES,
  })
}

function unreachable(server: ToolServer, cause: unknown): SallyportError {
  const found = ownError(cause)
  if (found) return found
  const where = server.transport === 'http' ? new URL(server.url).host : `"${server.command}"`
  return new SallyportError(
    'TARGET_UNREACHABLE',
    `the MCP server at ${where} does not answer: ${say(cause)}`,
    {
      cause,
      hint: 'Check its address or its command line, and its secrets.',
    },
  )
}

function failed(cause: unknown): SallyportError {
  return (
    ownError(cause) ??
    new SallyportError('TARGET_UNREACHABLE', `the MCP server did not answer the call: ${say(cause)}`, {
      cause,
    })
  )
}

/** Ours may be inside of what the SDK and Node made of it. */
function ownError(error: unknown): SallyportError | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++)
    if (at instanceof SallyportError) return at
  return null
}

/** What went wrong, without the server's own words: they come masked where they may come at all. */
function say(error: unknown): string {
  if (error instanceof SdkError) {
    if (error.code === SdkErrorCode.RequestTimeout) return 'it took too long'
    if (error.code === SdkErrorCode.ConnectionClosed) return 'it has gone'
    return error.code.toLowerCase().replaceAll('_', ' ')
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code ? `it said ${code}` : 'its answer cannot be read'
}
