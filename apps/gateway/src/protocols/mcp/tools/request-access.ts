import { VERBS } from '@sallyport/core'
import { z } from 'zod'
import { answer, answering } from '../answer'
import { bearerOf } from '../bearer'
import type { RegisterTool } from './tool'

const ASKABLE = VERBS.filter((verb) => verb !== 'session' && verb !== 'unknown')

const Input = z.object({
  connection: z.string().max(200).describe('A name from list_connections'),
  verbs: z.array(z.enum(ASKABLE)).min(1).max(ASKABLE.length).default(['read']).describe('What is to be done'),
  resources: z
    .array(z.string().max(1_000))
    .max(50)
    .default([])
    .describe('Globs of database.schema.table; none: everything behind the connection'),
  minutes: z.int().min(5).max(43_200).default(60).describe('For how long, from the moment of the yes'),
  reason: z.string().trim().min(1).max(500).describe('Why, for the person who answers'),
})

const Output = z.object({
  status: z.string(),
  approval: z.string().optional(),
  link: z.string().optional(),
  expiresAt: z.string().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  hint: z.string().optional(),
})

export const requestAccess: RegisterTool = (server, { access }) => {
  server.registerTool(
    'request_access',
    {
      title: 'Ask for access',
      description:
        'Asks people for access that rules do not give, for a time: what, where, how long and why. They answer in the console, at the link; approval_status says whether they have.',
      inputSchema: Input,
      outputSchema: Output,
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    (wanted, context) =>
      answering(async () => {
        const { presented } = bearerOf(context)
        const { id, url, expiresAt } = await access.request({ ...presented, ...wanted })
        return answer({
          status: 'pending',
          approval: id,
          link: url,
          expiresAt: expiresAt.toISOString(),
          message: 'People are asked. Give them the link, and go on with what you may do.',
        })
      }),
  )
}
