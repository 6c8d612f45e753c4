import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server'
import { SallyportError } from '@sallyport/core'
import { z } from 'zod'
import { answer, answering, refusal } from '../answer'
import { type Bearer, bearerOf } from '../bearer'
import type { Call, Refused } from '../calls'
import { STATUSES } from '../errors'
import type { Explained } from '../explain-statement'
import { patiently, pending, sessionOf, WAIT_SECONDS } from '../patience'
import type { Asked, Outcome } from '../statements'
import type { RegisterTool, Workshop } from './tool'

const MAX_WAIT_SECONDS = 600
const ROWS = 100
const MAX_ROWS = 1_000

const Input = z.object({
  connection: z.string().max(200).describe('A name from list_connections'),
  sql: z
    .string()
    .max(1_000_000)
    .optional()
    .describe('One statement of PostgreSQL; $1, $2 … stand for parameters'),
  parameters: z
    .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .max(1_000)
    .optional()
    .describe('The values of $1, $2 …'),
  limit: z.int().min(1).max(MAX_ROWS).optional().describe(`Rows in one answer (${ROWS})`),
  cursor: z.string().max(100).optional().describe('Brings the next page of a result, instead of sql'),
  wait_seconds: z
    .int()
    .min(0)
    .max(MAX_WAIT_SECONDS)
    .optional()
    .describe(`How long to wait for an approval before the answer is "pending" (${WAIT_SECONDS})`),
})
type Input = z.infer<typeof Input>

const Output = z.object({
  status: z.enum(STATUSES),
  columns: z.array(z.string()).optional(),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))).optional(),
  /** How many rows this is, of how many. */
  result: z.string().optional(),
  cursor: z.string().optional(),
  command: z.string().optional(),
  notices: z.array(z.string()).optional(),
  /** Where people see this session. */
  session: z.string().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  hint: z.string().optional(),
  position: z.number().optional(),
  rule: z.string().nullable().optional(),
  what: z.string().optional(),
  allowed: z.array(z.string()).optional(),
  ask: z.string().optional(),
  link: z.string().optional(),
  expiresAt: z.string().optional(),
})
type Answered = z.infer<typeof Output>

export const query: RegisterTool = (server, workshop) => {
  server.registerTool(
    'query',
    {
      title: 'Run a statement',
      description:
        'Runs one SQL statement and returns its rows, masked as policy says. A statement may be denied (the answer says by which rule, and what is allowed instead) or held until a person approves it: then the status is "pending" with a link for that person; call again with the same statement to wait on and have its result, once. Each call stands alone: no transaction outlives it.',
      inputSchema: Input,
      outputSchema: Output,
      annotations: {
        readOnlyHint: false,
        destructiveHint: true,
        idempotentHint: false,
        openWorldHint: false,
      },
    },
    (input, context) => answering(() => run(workshop, bearerOf(context), input, context)),
  )
}

async function run(
  workshop: Workshop,
  bearer: Bearer,
  input: Input,
  context: ServerContext,
): Promise<CallToolResult> {
  const { connection, sql, parameters = [], limit = ROWS, cursor } = input
  if (cursor !== undefined) {
    const page = workshop.pages.next(bearer.subject, cursor, limit)
    if (page) return answer(toAnswer(page))
    throw new SallyportError('NOT_FOUND', 'there is no such page, or not any more', {
      hint: 'Run the statement again.',
    })
  }
  if (!sql)
    throw new SallyportError('INVALID_INPUT', 'sql is missing', {
      hint: 'Give sql, or the cursor of a result.',
    })

  const call = workshop.calls.take(bearer, { connection, sql, parameters })
  const waitMs = (input.wait_seconds ?? WAIT_SECONDS) * 1_000
  const outcome = await patiently(workshop.calls, call, waitMs, context)
  if (outcome === 'pending')
    return answer({ ...pending(call, 'query again with the same statement'), ...sessionOf(workshop, call) })
  return settled(workshop, bearer, call, outcome, limit, context.mcpReq.signal)
}

async function settled(
  workshop: Workshop,
  { subject }: Bearer,
  call: Call<Asked, Outcome>,
  outcome: Outcome | Refused,
  limit: number,
  signal: AbortSignal,
): Promise<CallToolResult> {
  const { pages, repeats } = workshop
  const { asked, sessionId } = call
  const session = sessionOf(workshop, call)
  switch (outcome.kind) {
    case 'ran': {
      const { command, notices } = outcome.ran
      const said = { command, ...(notices.length > 0 && { notices: [...notices] }), ...session }
      return answer({ ...toAnswer(pages.first(subject, outcome.ran, limit)), ...said })
    }
    case 'failed': {
      const { fields } = outcome
      const [message, hint, position] = [fields.get('M') ?? '', fields.get('H'), Number(fields.get('P') ?? 0)]
      const code = fields.get('C') ?? 'XX000'
      const details = { ...(hint && { hint }), ...(position > 0 && { position }) }
      return answer({ status: 'failed', code, message, ...details, ...session }, { isError: true })
    }
    case 'refused': {
      const said = refusal(outcome.error)
      const explained = 'explained' in outcome ? outcome.explained : null
      if (said.status !== 'denied') return answer({ ...said, ...session }, { isError: true })
      const what = explained?.what ?? asked.sql
      const rule = explained?.rule?.name ?? null
      await repeats.slow(subject, sessionId, { connection: asked.connection, what, rule }, signal)
      return answer({ ...said, ...(explained && denial(explained)), ...session }, { isError: true })
    }
  }
}

function denial({ what, rule, allowed }: Explained) {
  return {
    what,
    rule: rule?.name ?? null,
    allowed: [...allowed],
    ask: 'Do not try the same in other words: each attempt is recorded. To be allowed it, call request_access and say why.',
  }
}

function toAnswer({ columns, rows, cursor, word }: ReturnType<Workshop['pages']['first']>): Answered {
  return {
    status: 'done',
    ...(columns.length > 0 && { columns: [...columns], rows: rows.map((row) => [...row]), result: word }),
    ...(cursor && { cursor }),
  }
}
