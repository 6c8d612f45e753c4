import {
  type Durability as DurabilityWord,
  type Identity,
  SallyportError,
  type SignIn as SignInWord,
  type TlsMode as TlsModeWord,
} from '@sallyport/core'
import { isUniqueViolation, type Tx } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { GatewayCaller, Services } from '../context'
import { publish } from '../live/publish'
import { appendToLedger } from '../recordings/append-to-ledger'
import { createRecordingKey } from '../recordings/recording-key'
import { ToolServer } from '../servers/schema'
import { Durability, SignIn, TlsMode } from '../words'
import { assertMayUse, authenticate, rowsLeftOf } from './authenticate'
import type { OpenSession } from './schema'

export interface OpenedSession {
  readonly identity: Identity
  readonly connection: {
    readonly id: string
    readonly name: string
    /** The MCP server that it is; null: a PostgreSQL database. */
    readonly server: ToolServer | null
    readonly host: string
    readonly port: number
    readonly database: string
    readonly username: string
    /** Base64; opens with the context `connection:<id>`, a reference with `connection:<id>:reference`. */
    readonly sealedPassword: string
    /** What is sealed says where the password is. */
    readonly isReference: boolean
    readonly tlsMode: TlsModeWord
    readonly tlsCa: string | null
    readonly signIn: SignInWord
    readonly durability: DurabilityWord
  }
  /** The person for whom the identity acts, by its token. */
  readonly onBehalfOf: string | null
  /** What the token was given out for. */
  readonly purpose: string | null
  /** So many rows may still be read with the token; null: any number. */
  readonly rowsLeft: number | null
}

/**
 * Begins a session for the bearer of a token that the gateway verified. Who is unknown, disabled, revoked or expired
 * is told the same: UNAUTHENTICATED.
 */
export async function openSession(
  { db, masterKey }: Pick<Services, 'db' | 'masterKey'>,
  gateway: GatewayCaller,
  input: OpenSession,
): Promise<OpenedSession> {
  try {
    return await db.$transaction((tx) => open(tx, masterKey, gateway, input))
  } catch (error) {
    if (isUniqueViolation(error))
      throw new SallyportError('CONFLICT', 'There is a session of that id already')
    throw error
  }
}

async function open(
  tx: Tx,
  masterKey: Buffer,
  gateway: GatewayCaller,
  input: OpenSession,
): Promise<OpenedSession> {
  const { organizationId } = gateway
  const { sessionId, protocol, clientAddress, clientApplication } = input
  const startedAt = new Date()
  const { identity, onBehalfOf, actors, ownerId, token } = await authenticate(tx, organizationId, input)
  const found = await tx.connection.findFirst({
    // Clients of MCP reach targets of every protocol.
    where: { organizationId, name: input.connection, ...(protocol !== 'mcp' && { protocol }) },
    omit: { sealedPassword: false },
  })
  if (!found) throw new SallyportError('NOT_FOUND', `There is no connection named "${input.connection}"`)
  assertMayUse(token, found.name)
  const rowsLeft = await rowsLeftOf(tx, token)
  const { drainingAt } = await tx.gateway.findUniqueOrThrow({
    where: { id: gateway.id },
    select: { drainingAt: true },
  })
  if (drainingAt) {
    throw new SallyportError('UNAVAILABLE', `The gateway "${gateway.name}" takes no new sessions`, {
      hint: 'It is about to be stopped. Connect again: another gateway takes over, if there is one.',
    })
  }
  if (found.closedAt) {
    throw new SallyportError('DENIED', `The connection "${found.name}" is closed`, {
      hint: 'Somebody who looks after connections opens it in the console.',
    })
  }

  await tx.session.create({
    data: {
      id: sessionId,
      organizationId,
      identityId: identity.id,
      identityName: identity.name,
      identityKind: identity.kind,
      identityGroups: [...identity.groups],
      origin: identity.origin,
      onBehalfOfId: onBehalfOf?.id ?? null,
      onBehalfOfName: onBehalfOf?.name ?? null,
      actors: [...actors],
      purpose: token.purpose,
      issuerId: token.issuerId,
      connectionId: found.id,
      connectionName: found.name,
      gatewayId: gateway.id,
      tokenId: token.id,
      protocol,
      clientAddress,
      clientApplication,
      startedAt,
      sealedKey: createRecordingKey(masterKey, sessionId),
    },
  })
  await recordAudit(tx, gateway, {
    action: 'session.open',
    subject: { type: 'session', id: sessionId, name: identity.name },
    detail: { connection: found.name, clientAddress },
  })
  const state = { recordingBytes: 0, ended: false }
  await publish(tx, {
    topic: 'session',
    organizationId,
    id: sessionId,
    identityId: identity.id,
    ownerId,
    ...state,
  })

  const content = Buffer.from(sessionId)
  await appendToLedger(tx, masterKey, { organizationId, kind: 'opened', sessionId, content })

  const { id, name, host, port, database, username, tlsCa } = found
  const tlsMode = TlsMode.parse(found.tlsMode)
  const signIn = SignIn.parse(found.signIn)
  const durability = Durability.parse(found.durability)
  const isReference = found.passwordReference !== null
  const sealedPassword = Buffer.from(found.sealedPassword).toString('base64')
  return {
    identity,
    connection: {
      id,
      name,
      server: found.server === null ? null : ToolServer.parse(found.server),
      host,
      port,
      database,
      username,
      sealedPassword,
      isReference,
      tlsMode,
      tlsCa,
      signIn,
      durability,
    },
    onBehalfOf: onBehalfOf?.name ?? null,
    purpose: token.purpose,
    rowsLeft,
  }
}
