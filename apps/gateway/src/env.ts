import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { SecretSources } from '@sallyport/secrets'
import { z } from 'zod'
import { PROCESS_NUMBER } from './processes/messages'

const Port = z.coerce.number().int().min(0).max(65535)

const List = z.string().transform((text) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean),
)

const Env = z
  .object({
    SALLYPORT_CONSOLE_URL: z.url().default('http://localhost:3000'),
    SALLYPORT_GATEWAY_TOKEN: z.string().min(1).optional(),
    SALLYPORT_GATEWAY_TOKEN_FILE: z.string().optional(),
    /** Good once: the credential that it brings is kept in SALLYPORT_GATEWAY_TOKEN_FILE. */
    SALLYPORT_ENROLMENT_CODE: z.string().min(1).optional(),
    SALLYPORT_MASTER_KEY: z.string().optional(),
    SALLYPORT_MASTER_KEY_FILE: z.string().optional(),
    SALLYPORT_POSTGRES_HOST: z.string().default('127.0.0.1'),
    SALLYPORT_POSTGRES_PORT: Port.default(15432),
    SALLYPORT_MCP_HOST: z.string().default('127.0.0.1'),
    /** One above PostgreSQL's if not given. */
    SALLYPORT_MCP_PORT: Port.optional(),
    /** Where clients reach MCP, path included: tokens for it name it. The port on this machine if not given. */
    SALLYPORT_MCP_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** How many processes share the port; `auto`: as many as there are cores. */
    SALLYPORT_PROCESSES: z
      .union([
        z.literal('auto').transform(() => availableParallelism()),
        z.coerce.number().int().min(1).max(256),
      ])
      .default(1),
    /** Which of them this is, from 1: set by the first, which starts the others. */
    [PROCESS_NUMBER]: z.coerce.number().int().min(1).optional(),
    SALLYPORT_SPOOL: z.string().default('.sallyport/spool'),
    /** Beyond this much that the console has not taken, no statement runs. */
    SALLYPORT_SPOOL_MAX_MB: z.coerce.number().int().positive().default(1024),
    /** The longest message that is kept until it is whole: a statement with its parameters, a row that is masked. */
    SALLYPORT_MESSAGE_MAX_MB: z.coerce.number().int().min(1).max(1023).default(64),
    /** So many sessions may be open over one connection, so that clients do not use up what its target has for all. */
    SALLYPORT_CONNECTION_MAX_SESSIONS: z.coerce.number().int().min(1).default(5000),
    /** What connections may refer to as their password: variables (`*` for any characters) and folders. */
    SALLYPORT_SECRET_VARIABLES: List.default(['*_PASSWORD']),
    SALLYPORT_SECRET_FOLDERS: List.default(['/run/secrets']),
    /** Hosts that targets may have although they are link-local or a metadata service. */
    SALLYPORT_ALLOWED_HOSTS: List.default([]),
    /** Programs that may be started as MCP servers, each with the arguments that its line must begin with; none: no program. */
    SALLYPORT_MCP_COMMANDS: List.default([]),
    SALLYPORT_TLS_CERT: z.string().optional(),
    SALLYPORT_TLS_KEY: z.string().optional(),
  })
  .transform((env, context) => {
    const token = env.SALLYPORT_GATEWAY_TOKEN ?? readToken(env.SALLYPORT_GATEWAY_TOKEN_FILE)
    if (token) return { ...env, gatewayToken: token }
    if (env.SALLYPORT_ENROLMENT_CODE && env.SALLYPORT_GATEWAY_TOKEN_FILE) return { ...env, gatewayToken: '' }
    context.addIssue(
      'SALLYPORT_GATEWAY_TOKEN (or SALLYPORT_GATEWAY_TOKEN_FILE) must hold the credential of this gateway; ' +
        'a new one gets it with SALLYPORT_ENROLMENT_CODE, and keeps it in SALLYPORT_GATEWAY_TOKEN_FILE',
    )
    return z.NEVER
  })

export type Env = z.infer<typeof Env> & { readonly secretSources: SecretSources }

function withSecretSources(env: z.infer<typeof Env>, environment: NodeJS.ProcessEnv): Env {
  const { SALLYPORT_SECRET_VARIABLES: variables, SALLYPORT_SECRET_FOLDERS: folders } = env
  return { ...env, secretSources: { environment, variables, folders } }
}

/** The settings, checked once at start. Throws one error that lists every problem. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const parsed = Env.safeParse(source)
  if (parsed.success) return withSecretSources(parsed.data, source)
  const problems = parsed.error.issues.map(({ path, message }) => `  ${[...path, message].join(': ')}`)
  throw new Error(`The gateway's settings are not usable:\n${problems.join('\n')}`)
}

function readToken(file: string | undefined): string | undefined {
  return file && existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}
