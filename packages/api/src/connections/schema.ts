import { REFERENCE } from '@sallyport/secrets'
import { z } from 'zod'
import { PackChoice } from '../packs/schema'
import { PageInput } from '../page'
import { ById, DataClass, Durability, SignIn, TargetProtocol, TlsMode, text } from '../words'

const MAX_CA_LENGTH = 100_000
const MAX_CREDENTIAL_LENGTH = 50_000
const MAX_PORT = 65_535

/** Clients name a connection as their database; a dot would separate another database of the same target. */
export const ConnectionName = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/,
    'Use up to 63 letters, digits, - and _; start with a letter or digit',
  )

export const ConnectionSettings = z.object({
  host: z
    .string()
    .trim()
    .min(1, 'Give the host')
    .max(253)
    .regex(/^[A-Za-z0-9._:-]+$/, 'A host is a name or an address'),
  port: z.int().min(1).max(MAX_PORT),
  database: text(200).trim().min(1, 'Give the database'),
  username: text(200).trim().min(1, 'Give the user name'),
  tlsMode: TlsMode,
  /** PEM of the authority that signed the target's certificate; null: the system's own list. */
  tlsCa: text(MAX_CA_LENGTH)
    .trim()
    .regex(/^-----BEGIN CERTIFICATE-----/, 'Paste a certificate in PEM form')
    .nullable()
    .default(null),
  /** What the target may ask for; a client certificate is part of the TLS, and not of this. */
  signIn: SignIn.default('scram'),
})
export type ConnectionSettings = z.infer<typeof ConnectionSettings>

/** A password; or a client certificate and its key in PEM form, with the password before them if there is one. */
const Password = text(MAX_CREDENTIAL_LENGTH).min(1, 'Give the password')

/** Where a gateway, and only a gateway, finds the password. */
export const PasswordReference = text(600)
  .trim()
  .regex(REFERENCE, 'Write env:NAME or file:/path: where the gateway finds the password')

const Secret = z.object({ password: Password.optional(), passwordReference: PasswordReference.optional() })
type Secret = z.infer<typeof Secret>

const hasOne = ({ password, passwordReference }: Secret) =>
  (password === undefined) !== (passwordReference === undefined)
const hasOneAtMost = ({ password, passwordReference }: Secret) =>
  password === undefined || passwordReference === undefined
const NEEDS_ONE = { path: ['password'], message: 'Give the password, or a reference to it' }
const NEEDS_LESS = { path: ['password'], message: 'Give the password or a reference to it, not both' }

export const ConnectionFields = ConnectionSettings.extend({
  name: ConnectionName,
  /** MCP servers are registered in their own way: see ../servers. */
  protocol: z.literal('postgres').default('postgres'),
  /** How long recordings are kept after their sessions; null: for good. */
  retentionDays: z.int().min(1, 'Keep them for a day at least').max(36_500).nullable().default(null),
  /** Whether a statement waits until its record is on the gateway's disk. */
  durability: Durability.default('strict'),
  ...Secret.shape,
})

export const CreateConnection = ConnectionFields.extend({
  /** Nobody gets in until it is opened, whatever the rules say. */
  closed: z.boolean().optional(),
}).refine(hasOne, NEEDS_ONE)
export type CreateConnection = z.infer<typeof CreateConnection>

/** Without a password the stored one stays, as long as it still goes to the same place. */
export const UpdateConnection = ConnectionFields.extend(ById.shape).refine(hasOneAtMost, NEEDS_LESS)
export type UpdateConnection = z.infer<typeof UpdateConnection>

/** Without a password, the stored one of the connection `id` is tried. */
export const TestConnection = ConnectionSettings.extend({
  id: z.uuid().optional(),
  ...Secret.shape,
}).refine(hasOneAtMost, NEEDS_LESS)
export type TestConnection = z.infer<typeof TestConnection>

export const SetClosed = ById.extend({ closed: z.boolean() })
export type SetClosed = z.infer<typeof SetClosed>

const MOST_COLUMNS = 5_000

/** What a registration ends with. */
export const SetUpConnection = ById.extend({
  packs: z
    .array(PackChoice.omit({ connections: true }))
    .max(20)
    .readonly(),
  masking: z
    .array(
      z.object({ dataClass: DataClass, columns: z.array(text(300)).min(1).max(MOST_COLUMNS).readonly() }),
    )
    .max(50)
    .readonly(),
})
export type SetUpConnection = z.infer<typeof SetUpConnection>

export const ListConnections = PageInput.extend({ protocol: TargetProtocol.optional() })
export type ListConnections = z.infer<typeof ListConnections>

export const TEST_STAGES = [
  'dns',
  'tcp',
  'tls',
  'authentication',
  'database',
  'version',
  'rights',
  'ready',
] as const

/** What is worth knowing of a target that answers. */
const Finding = z.object({
  about: z.enum(['version', 'rights']),
  tone: z.enum(['good', 'warning', 'problem']),
  message: text(2_000),
  hint: text(2_000).default(''),
})

/** How far a gateway came with a connection's settings. */
export const TestResult = z.object({
  ok: z.boolean(),
  stage: z.enum(TEST_STAGES),
  message: text(2_000),
  hint: text(2_000).default(''),
  findings: z.array(Finding).max(20).readonly().default([]),
  serverVersion: text(200).optional(),
  latencyMs: z.number().nonnegative().optional(),
})
export type TestResult = z.infer<typeof TestResult>
