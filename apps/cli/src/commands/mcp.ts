import type { Client } from '@modelcontextprotocol/client'
import { Server } from '@modelcontextprotocol/server'
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio'
import { EXIT } from '../exit'
import { connectGateway } from '../local/gateway-client'
import type { Command } from './command'

/** Longer than any hold: the gateway answers "pending" before that, unless it was told to wait. */
const TIMEOUT_MS = 15 * 60_000

/** For clients that start their servers: MCP on standard input and output, led to the gateway with a token. */
export const mcp: Command = async (call) => {
  const client = await connectGateway(call, 'sallyport mcp')
  const transport = new StdioServerTransport()
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve)
    process.stdin.once('close', resolve)
  })
  const handle = serveStdio(() => bridge(client), { transport })
  await ended
  await handle.close()
  await client.close()
  return EXIT.done
}

/** A server whose tools are the gateway's. */
function bridge(client: Client): Server {
  const instructions = client.getInstructions()
  const server = new Server(
    { name: 'sallyport', title: 'Sallyport', version: '0.1.0' },
    { capabilities: { tools: {} }, ...(instructions && { instructions }) },
  )
  server.setRequestHandler('tools/list', async () => client.listTools())
  server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken
    return client.callTool(
      { name: params.name, ...(params.arguments && { arguments: params.arguments }) },
      {
        signal: mcpReq.signal,
        timeout: TIMEOUT_MS,
        ...(progressToken !== undefined && {
          onprogress: (progress) =>
            void mcpReq.notify({ method: 'notifications/progress', params: { ...progress, progressToken } }),
        }),
      },
    )
  })
  return server
}
