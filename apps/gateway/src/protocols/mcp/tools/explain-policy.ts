import { EFFECTS } from '@sallyport/core'
import { z } from 'zod'
import { answer, answering } from '../answer'
import { bearerOf } from '../bearer'
import { explainStatement } from '../explain-statement'
import type { RegisterTool } from './tool'

const Input = z.object({
  connection: z.string().max(200).describe('A name from list_connections'),
  sql: z.string().min(1).max(1_000_000).describe('The statement that would be run'),
})

const Output = z.object({
  status: z.string(),
  effect: z.enum(EFFECTS).optional(),
  rule: z.object({ name: z.string(), message: z.string() }).nullable().optional(),
  what: z.string().optional(),
  operations: z
    .array(
      z.object({
        what: z.string(),
        effect: z.enum(EFFECTS),
        rule: z.string().nullable(),
        reason: z.string(),
      }),
    )
    .optional(),
  allowed: z.array(z.string()).optional(),
  message: z.string().optional(),
  code: z.string().optional(),
  hint: z.string().optional(),
})

export const explainPolicy: RegisterTool = (server, { seats, postgres }) => {
  server.registerTool(
    'explain_policy',
    {
      title: 'Explain the policy',
      description:
        'Whether a statement would be allowed, held for an approval or denied, by which rule and why, and what would be allowed instead. Runs nothing.',
      inputSchema: Input,
      outputSchema: Output,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ connection, sql }, context) =>
      answering(async () => {
        const bearer = bearerOf(context)
        const seat = await seats.take(bearer, connection)
        try {
          const catalogue = await postgres.catalogue(seat.session.target)
          return answer({ status: 'done', ...explainStatement(seat.session, catalogue, sql) })
        } finally {
          seats.release(bearer, connection, seat)
        }
      }),
  )
}
