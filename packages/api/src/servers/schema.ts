import { isForbiddenVariable, TOOL_SEPARATOR, type ToolDefinition } from '@sallyport/core'
import { z } from 'zod'
import { ConnectionName } from '../connections/schema'
import { ById, Durability, text } from '../words'

const MAX_SECRET_LENGTH = 20_000
const LINE = /^[^\p{Cc}]*$/u

/** What stands before the tools' names wherever clients see them, so that the one cannot pose as the other. */
export const ServerName = ConnectionName.refine(
  (name) => !name.includes(TOOL_SEPARATOR) && !name.endsWith('_'),
  'The name of a server has no __ in it and does not end with _',
)

const Http = z.object({
  transport: z.literal('http'),
  url: text(2_000)
    .trim()
    .refine(isUsableUrl, 'Write it as https://host/path, without a name, a password or a #'),
  passesFiles: z.boolean().default(false),
})

const Stdio = z.object({
  transport: z.literal('stdio'),
  command: text(250).trim().min(1, 'Give the program').regex(LINE, 'A program is one line'),
  args: z.array(text(2_000).regex(LINE, 'An argument is one line')).max(100).readonly().default([]),
  passesFiles: z.boolean().default(false),
})

export const ToolServer = z.discriminatedUnion('transport', [Http, Stdio])
export type ToolServer = z.infer<typeof ToolServer>

function isUsableUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, username, password, hash } = new URL(value)
  return ['http:', 'https:'].includes(protocol) && [username, password, hash].every((part) => part === '')
}

/** A header of requests, or a variable of the program's environment. */
const Secret = z.object({
  name: text(200).trim().min(1, 'Give it a name'),
  value: text(MAX_SECRET_LENGTH)
    .min(1, 'Give its value')
    .regex(/^[^\r\n]*$/, 'A value is one line'),
})
/** Without them what is stored stays, as long as it still goes to the same place. */
const Secrets = z.array(Secret).max(50).readonly().optional()

const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/
/** What the gateway itself says in these. */
const OWN_HEADERS = /^(host|content-.*|transfer-encoding|connection|accept|mcp-.*|last-event-id)$/i
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

const Fields = z.object({
  name: ServerName,
  server: ToolServer,
  secrets: Secrets,
  retentionDays: z.int().min(1, 'Keep them for a day at least').max(36_500).nullable().default(null),
  durability: Durability.default('strict'),
})

type Checked = Pick<z.infer<typeof Fields>, 'server' | 'secrets'>

function checkSecrets({ server, secrets = [] }: Checked, context: z.RefinementCtx): void {
  secrets.forEach(({ name }, index) => {
    const message = server.transport === 'http' ? headerProblem(name) : variableProblem(name)
    if (message) context.addIssue({ code: 'custom', path: ['secrets', index, 'name'], message })
  })
}

function headerProblem(name: string): string | null {
  if (!HEADER.test(name)) return 'This is no name of a header'
  return OWN_HEADERS.test(name) ? 'The gateway sets this header itself' : null
}

function variableProblem(name: string): string | null {
  if (!VARIABLE.test(name)) return 'A variable is letters, digits and _'
  return isForbiddenVariable(name)
    ? 'This variable decides what a program runs, and is not set from here'
    : null
}

export const CreateServer = Fields.superRefine(checkSecrets)
export type CreateServer = z.infer<typeof CreateServer>

export const UpdateServer = Fields.extend(ById.shape).superRefine(checkSecrets)
export type UpdateServer = z.infer<typeof UpdateServer>

const Digest = z.string().regex(/^[0-9a-f]{64}$/)
const MAX_TOOLS = 200

/** Each as it was looked at: one that has changed since is not accepted. */
export const AcceptTools = ById.extend({
  tools: z
    .array(z.object({ name: text(128), hash: Digest }))
    .min(1, 'Choose a tool')
    .max(MAX_TOOLS)
    .readonly(),
})
export type AcceptTools = z.infer<typeof AcceptTools>

export const WithdrawTool = ById.extend({ name: text(128) })
export type WithdrawTool = z.infer<typeof WithdrawTool>

const Schema = z.record(z.string(), z.unknown())
export const ToolDefinitionJson: z.ZodType<ToolDefinition> = z.object({
  name: text(128).min(1),
  title: z.string().exactOptional(),
  description: z.string().exactOptional(),
  inputSchema: Schema,
  outputSchema: Schema.exactOptional(),
  annotations: Schema.exactOptional(),
})

export const PinnedTools = z
  .array(z.object({ hash: Digest, definition: ToolDefinitionJson }))
  .max(MAX_TOOLS)
  .readonly()
export type PinnedTools = z.infer<typeof PinnedTools>
