import { z } from 'zod'
import { answer, answering } from '../answer'
import { bearerOf } from '../bearer'
import type { Call } from '../calls'
import { offeredName } from '../servers/offered-name'
import type { RegisterTool } from './tool'

const Output = z.object({
  status: z.string(),
  /** Of the access that was asked for. */
  access: z.string().optional(),
  reason: z.string().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  hint: z.string().optional(),
  statements: z
    .array(
      z.object({
        approval: z.string().optional(),
        connection: z.string(),
        /** Of a call of a tool in place of a statement: which, with what. */
        tool: z.string().optional(),
        arguments: z.record(z.string(), z.unknown()).optional(),
        sql: z.string().optional(),
        state: z.enum(['running', 'waiting', 'answered']),
        link: z.string().optional(),
        expiresAt: z.string().optional(),
      }),
    )
    .optional(),
})

const MAX_SHOWN_CHARACTERS = 500

export const approvalStatus: RegisterTool = (server, { calls, toolCalls, access }) => {
  server.registerTool(
    'approval_status',
    {
      title: 'Status of approvals',
      description:
        'Your statements whose answers you have not had yet: `waiting` for people (with the link where they answer), `running`, or `answered`: then call query (or the tool) again with the same, and you get the result, once. With `approval`: what became of access that you asked for.',
      inputSchema: z.object({
        approval: z.uuid().optional().describe('Of request_access: whether it was answered'),
      }),
      outputSchema: Output,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ approval }, context) =>
      answering(async () => {
        const { subject, presented } = bearerOf(context)
        if (approval) {
          const { status, reason } = await access.status({ ...presented, id: approval })
          return answer({ status: 'done', access: status, ...(reason && { reason }) })
        }
        return answer({
          status: 'done',
          statements: [
            ...calls.of(subject).map((call) => ({
              ...stateOf(call),
              connection: call.asked.connection,
              sql: call.asked.sql.slice(0, MAX_SHOWN_CHARACTERS),
            })),
            ...toolCalls.of(subject).map((call) => ({
              ...stateOf(call),
              connection: call.asked.connection,
              tool: offeredName(call.asked.connection, call.asked.tool),
              arguments: { ...call.asked.arguments },
            })),
          ],
        })
      }),
  )
}

function stateOf({ held, isSettled }: Pick<Call<unknown, unknown>, 'held' | 'isSettled'>) {
  return {
    ...(held && {
      approval: held.approvalId,
      link: held.url,
      expiresAt: held.expiresAt.toISOString(),
    }),
    state: isSettled ? ('answered' as const) : held ? ('waiting' as const) : ('running' as const),
  }
}
