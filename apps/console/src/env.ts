import { z } from 'zod'

const Port = z.coerce.number().int().min(1).max(65_535)
const HostPort = z.string().regex(/^(\[[0-9a-fA-F:]+\]|[^\s:/@]+):\d{1,5}$/, 'give host:port')

const Environment = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'give a postgresql:// address' }),
    /** Where people reach the console: scheme, host and port only. */
    SALLYPORT_CONSOLE_URL: z
      .url({ protocol: /^https?$/ })
      .refine((url) => new URL(url).pathname === '/', 'give it without a path')
      .transform((url) => new URL(url).origin),
    SALLYPORT_CONSOLE_PORT: Port.default(3000),
    SALLYPORT_CONSOLE_HOST: z.string().min(1).default('localhost'),
    /** Encrypts the sign-in cookies. */
    NEXTAUTH_SECRET: z.string().min(32, 'use at least 32 random characters'),
    SALLYPORT_MASTER_KEY: z.string().optional(),
    SALLYPORT_MASTER_KEY_FILE: z.string().optional(),
    /** A directory that all consoles share, or s3://bucket/prefix; the store's credentials are where the AWS SDK looks. */
    SALLYPORT_RECORDINGS: z.string().min(1),
    SALLYPORT_S3_REGION: z.string().min(1).default('us-east-1'),
    /** Of an S3-compatible store other than AWS. */
    SALLYPORT_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
    /** The bucket was made with object lock: the ledger's heads are kept there where nobody can change them. */
    SALLYPORT_S3_OBJECT_LOCK: z.stringbool().default(false),
    /** Recordings that wait for their store in the database at most; what is more stays with the gateways. */
    SALLYPORT_RECORDINGS_WAITING_MB: z.coerce.number().int().min(16).default(1024),
    /** Where clients reach a gateway, as shown to people. */
    SALLYPORT_GATEWAY_POSTGRES: HostPort.default('localhost:15432'),
    /** Where the console itself reaches it, for SQL in the browser. Its certificate is that of the address above. */
    SALLYPORT_EDITOR_GATEWAY: HostPort.optional(),
    /** The same for MCP, as the gateway has it in SALLYPORT_MCP_URL. */
    SALLYPORT_GATEWAY_MCP: z
      .url({ protocol: /^https?$/ })
      .default('http://localhost:15433/mcp')
      .transform((url) => new URL(url).href),
    /** Comma-separated hosts that a connection may name although they are link-local. */
    SALLYPORT_ALLOWED_HOSTS: z
      .string()
      .default('')
      .transform((hosts) =>
        hosts
          .toLowerCase()
          .split(',')
          .map((host) => host.trim())
          .filter(Boolean),
      ),
    SALLYPORT_OIDC_ISSUER: z.url().optional(),
    SALLYPORT_OIDC_CLIENT_ID: z.string().min(1).optional(),
    SALLYPORT_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
    /** What it is asked for; some give groups only when asked. */
    SALLYPORT_OIDC_SCOPE: z
      .string()
      .regex(/\bopenid\b/, 'it has to name openid')
      .default('openid email profile'),
    /** What the sign-in page calls the provider. */
    SALLYPORT_OIDC_NAME: z.string().min(1).default('single sign-on'),
    /** The first start makes this admin. */
    SALLYPORT_ADMIN_EMAIL: z.email().optional(),
    SALLYPORT_ADMIN_PASSWORD: z.string().min(10).optional(),
    /** A gateway's credential that the console is to know. */
    SALLYPORT_GATEWAY_TOKEN: z.string().min(1).optional(),
  })
  .refine(allOrNone('SALLYPORT_ADMIN_EMAIL', 'SALLYPORT_ADMIN_PASSWORD'), {
    path: ['SALLYPORT_ADMIN_EMAIL'],
    error: 'set it together with SALLYPORT_ADMIN_PASSWORD',
  })
  .refine(allOrNone('SALLYPORT_OIDC_ISSUER', 'SALLYPORT_OIDC_CLIENT_ID', 'SALLYPORT_OIDC_CLIENT_SECRET'), {
    path: ['SALLYPORT_OIDC_ISSUER'],
    error: 'set it together with SALLYPORT_OIDC_CLIENT_ID and SALLYPORT_OIDC_CLIENT_SECRET',
  })
export type Environment = z.infer<typeof Environment>

let parsed: Environment | undefined

/** The environment, parsed once. Fails with all problems listed, each by its variable's name and without its value. */
export function environment(): Environment {
  parsed ??= parseEnvironment(process.env)
  return parsed
}

export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  // An empty variable is an unset one: that is how compose files and shells pass what is not there.
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const result = Environment.safeParse(given)
  if (result.success) return result.data
  const problems = result.error.issues.map(({ path, message }) => {
    const name = path.join('.')
    return `  ${name}: ${name in given ? message : 'is missing'}`
  })
  throw new Error(`The console cannot start with this environment:\n${problems.join('\n')}`)
}

/** Sets what libraries read from the process's environment: React which build it is, next-auth its own address. */
export function announceEnvironment(isDevelopment: boolean): void {
  const variables: Record<string, string | undefined> = process.env
  variables.NODE_ENV ??= isDevelopment ? 'development' : 'production'
  variables.NEXTAUTH_URL = environment().SALLYPORT_CONSOLE_URL
}

function allOrNone(...names: readonly string[]) {
  return (values: Readonly<Record<string, unknown>>): boolean =>
    new Set(names.map((name) => values[name] === undefined)).size === 1
}
