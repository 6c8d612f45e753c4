import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client'
import type { Call } from '../commands/command'
import { CommandError, EXIT } from '../exit'
import { discover } from '../sign-in/server'

export interface Connections {
  readonly you: string
  readonly connections: readonly {
    readonly name: string
    readonly protocol: string
    readonly database: string
  }[]
}

/** The gateway's MCP, with a token for databases. Close it. */
export async function connectGateway(
  call: Pick<Call, 'url' | 'token'>,
  agent = 'sallyport',
): Promise<Client> {
  const { protected_resources: resources } = await discover(call.url)
  const address = new URL(resources[0] ?? '')
  await call.token('connect') // whoever is not signed in is told so, and not that the gateway is away
  const client = new Client({ name: agent, version: '0.1.0' })
  const transport = new StreamableHTTPClientTransport(address, {
    authProvider: { token: () => call.token('connect') },
  })
  try {
    await client.connect(transport)
  } catch (error) {
    if (error instanceof CommandError) throw error
    if (error instanceof UnauthorizedError)
      throw new CommandError(EXIT.refused, 'The gateway refuses the token: it is revoked, or has ended.')
    throw new CommandError(
      EXIT.unreachable,
      `The gateway at ${address.href} does not answer: ${error instanceof Error ? error.message : ''}`,
    )
  }
  return client
}

export async function listConnections(call: Pick<Call, 'url' | 'token'>): Promise<Connections> {
  const client = await connectGateway(call)
  try {
    const { structuredContent, isError } = await client.callTool({ name: 'list_connections', arguments: {} })
    if (isError)
      throw new CommandError(EXIT.refused, String((structuredContent as { message?: string }).message))
    return structuredContent as unknown as Connections
  } finally {
    await client.close()
  }
}
