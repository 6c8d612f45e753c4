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
/** For all of its beginning: what it is asked, what it is told, and its list of tools. */
const OPEN_WITHIN_MS = 40_000
const LIST_TIMEOUT_MS = 10_000
export const CALL_TIMEOUT_MS = 60_000
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024
/** Pages of a list that are kept in memory, each as large as a message may be. */
const MAX_PAGES = 4
/** The list is asked for again before a call when it is older than this. */
const FRESH_MS = 60_000

/** One conversation with one server, as its client. It is offered nothing: no sampling, no elicitation, no roots. */
export class ServerLink {
  /** What it is given to know the gateway by. */
  readonly secrets: readonly string[]
  private readonly client: Client
  private tools: readonly PinnedTool[] = []
  private listedAt = 0
  /** Why some tools of the list cannot be used. */
  problem: string | null = null
  isClosed = false
  onClose: () => void = () => undefined

  private constructor(client: Client, secrets: readonly string[]) {
    this.client = client
    this.secrets = secrets
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
        listMaxPages: MAX_PAGES,
        // A program that does not know the newer revision may end at its first question.
        versionNegotiation: { mode: place.server.transport === 'http' ? 'auto' : 'legacy' },
      },
    )
    const link = new ServerLink(client, Object.values(place.secrets))
    try {
      const opened = client.connect(transport, { timeout: OPEN_TIMEOUT_MS }).then(() => link.list())
      await within(OPEN_WITHIN_MS, opened)
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
    if (Date.now() - this.listedAt <= FRESH_MS) return this.tools
    try {
      await within(OPEN_WITHIN_MS, this.list())
      return this.tools
    } catch (error) {
      this.listedAt = 0 // what it said before does not count
      throw failed(error)
    }
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

/** Rejects when it has taken too long; what is under way is closed by who waits. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = new SallyportError('TARGET_UNREACHABLE', 'the MCP server took too long')
    timer = setTimeout(() => reject(error), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    work.catch(() => undefined) // nobody waits for it any more
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
    cwd: '/', // where others may write, a program may find code of theirs
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
