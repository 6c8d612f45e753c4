import { CommandError, EXIT } from '../exit'

/** The console's endpoints, and where its gateways are. */
export interface Server {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly revocation_endpoint: string
  readonly device_authorization_endpoint: string
  /** The address of the gateways' MCP. */
  readonly protected_resources: readonly string[]
  /** host:port of PostgreSQL's protocol. */
  readonly gateway_postgres: string
}

export interface TokenAnswer {
  readonly access_token: string
  readonly expires_in: number
  readonly refresh_token: string
  readonly scope: string
}

/** A refusal in OAuth's words. */
export class Refused extends CommandError {
  readonly code: string

  constructor(code: string, message: string) {
    super(EXIT.refused, message)
    this.code = code
  }
}

export const CLIENT_ID = 'sallyport-cli'
const TIMEOUT_MS = 20_000

export async function discover(consoleUrl: string): Promise<Server> {
  const response = await reach(new URL('/.well-known/oauth-authorization-server', consoleUrl), {}, consoleUrl)
  if (!response.ok) throw new CommandError(EXIT.unreachable, `There is no console at ${consoleUrl}.`)
  const server = (await response.json()) as Server
  if (server.issuer !== new URL(consoleUrl).origin)
    throw new CommandError(
      EXIT.usage,
      `The console calls itself ${server.issuer}: use that address (--console, or SALLYPORT_CONSOLE).`,
    )
  return server
}

export async function post<Answer>(
  endpoint: string,
  form: Readonly<Record<string, string>>,
): Promise<Answer> {
  const body = new URLSearchParams({ client_id: CLIENT_ID, ...form })
  const response = await reach(new URL(endpoint), { method: 'POST', body }, new URL(endpoint).origin)
  const text = await response.text()
  const answer = (text ? JSON.parse(text) : {}) as Answer & { error?: string; error_description?: string }
  if (!response.ok)
    throw new Refused(
      answer.error ?? '',
      answer.error_description ?? `The console answered ${response.status}.`,
    )
  return answer
}

async function reach(url: URL, init: RequestInit, consoleUrl: string): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch {
    throw new CommandError(EXIT.unreachable, `The console at ${consoleUrl} does not answer.`)
  }
}
