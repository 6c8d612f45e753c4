import { z } from 'zod'
import { answer, answering } from '../answer'
import { bearerOf } from '../bearer'
import type { RegisterTool } from './tool'

const Output = z.object({
  you: z.string().optional(),
  connections: z
    .array(z.object({ name: z.string(), protocol: z.string(), database: z.string().optional() }))
    .optional(),
  status: z.string(),
  message: z.string().optional(),
  code: z.string().optional(),
  hint: z.string().optional(),
})

export const listConnections: RegisterTool = (server, { gate }) => {
  server.registerTool(
    'list_connections',
    {
      title: 'List connections',
      description:
        'The databases and servers that you may use. Names of databases are what the other tools take as `connection`; of a server (protocol mcp) you call the tools that begin with its name. What you may do is decided statement by statement, call by call.',
      inputSchema: z.object({}),
      outputSchema: Output,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    (_, context) =>
      answering(async () => {
        const { identity, connections } = await gate.access(bearerOf(context))
        return answer({
          status: 'done',
          you: identity.name,
          connections: connections.map(({ name, protocol, database }) =>
            protocol === 'mcp' ? { name, protocol } : { name, protocol, database },
          ),
        })
      }),
  )
}
