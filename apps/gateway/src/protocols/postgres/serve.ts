import { isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type SecureContext, TLSSocket } from 'node:tls'
import { SallyportError } from '@sallyport/core'
import { Analyst } from '../../analysis/analyst'
import { Inbox } from '../../bytes/inbox'
import { MalformedMessage } from '../../bytes/reader'
import { send } from '../../bytes/send'
import { describeError, log } from '../../log'
import { noteMalformed } from '../../malformed'
import { NO_SIBLINGS, type Siblings } from '../../processes/siblings'
import type { Gate } from '../../session/gate'
import { Masker } from '../../session/masker'
import type { Session, Target } from '../../session/session'
import type { Protocol } from '../protocol'
import { CancelKeys } from './cancel'
import { Catalogues, type TargetCatalogue } from './catalogue'
import {
  AuthenticationOk,
  backendKeyData,
  errorResponse,
  parameterStatus,
  readyForQuery,
} from './codec/backend'
import { Conversation } from './conversation'
import { askToken, DirectTlsError, type Greeted, greet } from './handshake'
import { Requests } from './requests'
import { Responses } from './responses'
import { targetParameters } from './startup'
import { Openings } from './target/openings'
import { openTarget } from './target/target-link'

const SIGN_IN_TIMEOUT_MS = 10_000
const MAX_WHOLE_BYTES = 64 * 1024 * 1024
const MAX_SESSIONS = 5_000
/** How long a client whose session has ended may take to read why. */
const LAST_WORDS_TIMEOUT_MS = 2_000

interface Settings {
  /** Without a certificate, only clients on this machine may send their tokens. */
  readonly tls: SecureContext | null
  readonly maskingKey: Buffer
  /** How long a client may take to say who it is. */
  readonly signInTimeoutMs?: number
  /** The longest message that is kept until it is whole, because it is decided or masked. */
  readonly maxWholeBytes?: number
  /** How many sessions may be open over one connection. */
  readonly maxSessions?: number
  /** The processes that share the port, to one of which a cancel request may come. */
  readonly siblings?: Siblings
}

/** PostgreSQL's protocol, also for clients that reach a PostgreSQL target by another one. */
export interface PostgresProtocol extends Protocol {
  /**
   * Carries a session that was opened already, with PostgreSQL's own messages from AuthenticationOk on. Resolves when
   * it has ended, and never rejects: the last words are on the stream.
   */
  attach(client: Duplex, session: Session, parameters: ReadonlyMap<string, string>): Promise<void>
  /** Cancels what an attached session runs or holds; the key is of its BackendKeyData. */
  cancel(processId: number, secret: Buffer): Promise<void>
  catalogue(target: Target): Promise<TargetCatalogue>
}

/** What a conversation needs to know of how its client came. */
type Caller = Pick<Greeted, 'inbox'> & { readonly stream: Duplex; readonly minor: number }

/** PostgreSQL's protocol 3.0: https://www.postgresql.org/docs/current/protocol.html */
export function postgres({
  tls,
  maskingKey,
  signInTimeoutMs = SIGN_IN_TIMEOUT_MS,
  maxWholeBytes = MAX_WHOLE_BYTES,
  maxSessions = MAX_SESSIONS,
  siblings = NO_SIBLINGS,
}: Settings): PostgresProtocol {
  const catalogues = new Catalogues()
  const analyst = new Analyst()
  const cancelKeys = new CancelKeys(siblings)
  const openings = new Openings({ sessions: maxSessions })

  async function serve(client: Socket, gate: Gate): Promise<void> {
    const late = setTimeout(() => client.destroy(), signInTimeoutMs)
    let stream = client
    try {
      const greeted = await greet(client, tls)
      if (!greeted) return
      stream = greeted.stream
      const { opening } = greeted
      if (opening.kind === 'cancel')
        return await cancelKeys.cancel(opening.processId, opening.secret, client.remoteAddress ?? '')
      // From the token on it is the console that may be slow; its deadline ends in words.
      const session = await signIn(greeted, opening.parameters, gate, () => clearTimeout(late))
      if (session) await converse({ ...greeted, minor: opening.minor }, opening.parameters, session)
    } catch (error) {
      if (error instanceof DirectTlsError) stream = error.stream
      if (error instanceof SallyportError && error.code === 'PROTOCOL_VIOLATION') noteMalformed(error, null)
      cutOffLater(stream)
      await sayFatal(stream, error)
    } finally {
      clearTimeout(late)
      cutOffLater(stream)
      stream.end()
      stream.destroySoon()
    }
  }

  async function attach(
    client: Duplex,
    session: Session,
    parameters: ReadonlyMap<string, string>,
  ): Promise<void> {
    try {
      await converse({ stream: client, inbox: new Inbox(client), minor: 0 }, parameters, session)
    } catch (error) {
      cutOffLater(client)
      await sayFatal(client, error)
    } finally {
      client.end()
    }
  }

  async function converse(
    caller: Caller,
    parameters: ReadonlyMap<string, string>,
    session: Session,
  ): Promise<void> {
    let reason = 'the client left'
    let leave: (() => void) | null = null
    try {
      leave = openings.enter(session.target.connectionId)
      const conversation = await connect(caller, parameters, session)
      const cancelKey = cancelKeys.register(conversation, caller.minor)
      try {
        await welcome(conversation, cancelKey.secret)
        reason = await exchange(conversation)
      } finally {
        cancelKey.release()
        await conversation.stopDeciding()
        conversation.pending.abandon()
        conversation.target.close()
      }
    } catch (error) {
      reason = error instanceof SallyportError ? error.message : 'an internal error'
      throw error
    } finally {
      leave?.()
      session.close(reason)
    }
  }

  async function connect(
    { stream, inbox }: Caller,
    parameters: ReadonlyMap<string, string>,
    session: Session,
  ): Promise<Conversation> {
    const settings = targetParameters(parameters)
    const catalogue = await catalogues.get(session.target)
    const target = await openings.signIn(session.target.connectionId, () => {
      if (inbox.closed.aborted) throw new SallyportError('SESSION_ENDED', 'the client left before its turn')
      return openTarget(session.target, settings)
    })
    const masker = new Masker(session.policy, session.connection.name, session.identity, maskingKey)
    return new Conversation(
      { session, masker, client: stream, clientInbox: inbox, target, analyst, catalogue, maxWholeBytes },
      catalogues,
    )
  }

  return {
    name: 'postgres',
    serve,
    attach,
    cancel: (processId, secret) => cancelKeys.cancelAttached(processId, secret),
    catalogue: (target) => catalogues.get(target),
  }
}

/** Who it is comes from the token alone; the user name is only repeated in the refusal. */
async function signIn(
  greeted: Greeted,
  parameters: ReadonlyMap<string, string>,
  gate: Gate,
  onToken: () => void,
): Promise<Session | null> {
  const username = parameters.get('user') ?? ''
  const connection = parameters.get('database') ?? ''
  if (!(greeted.stream instanceof TLSSocket) && !isLoopback(greeted.stream.remoteAddress)) {
    throw new SallyportError('UNSUPPORTED', 'the gateway takes tokens only inside TLS', {
      hint: 'Use sslmode=require.',
    })
  }
  if (!connection)
    throw new SallyportError('NOT_FOUND', 'no database was given', {
      hint: 'Name a connection, as in -d shop.',
    })
  const token = await askToken(greeted)
  if (token === null) return null
  onToken()
  try {
    return await gate.authenticate({
      username,
      token,
      connection,
      protocol: 'postgres',
      clientAddress: greeted.stream.remoteAddress ?? '',
      clientApplication: (parameters.get('application_name') ?? '').slice(0, 200),
    })
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error
    log('warn', 'a client was refused', {
      username,
      connection,
      code: error.code,
      why: error.cause instanceof Error ? error.cause.message : error.message,
    })
    if (error.code === 'NOT_FOUND')
      throw new SallyportError('NOT_FOUND', `database "${connection}" does not exist`)
    if (error.code !== 'UNAUTHENTICATED') throw error
    throw new SallyportError('UNAUTHENTICATED', `password authentication failed for user "${username}"`, {
      cause: error,
    })
  }
}

async function welcome({ client, parameters, target }: Conversation, secret: Buffer): Promise<void> {
  const statuses = [...parameters].map(([name, value]) => parameterStatus(name, value))
  const keys = backendKeyData(target.processId, secret)
  await send(client, Buffer.concat([AuthenticationOk, ...statuses, keys, readyForQuery('I')]))
}

/** Carries the conversation until one side leaves or the session must end; returns why it ended. */
async function exchange(conversation: Conversation): Promise<string> {
  const { session } = conversation
  const ended = new Promise<never>((_, reject) => {
    const end = () => reject(session.signal.reason as Error)
    if (session.signal.aborted) end()
    session.signal.addEventListener('abort', end, { once: true })
  })
  return Promise.race([
    readClient(conversation, new Requests(conversation)),
    readTarget(conversation, new Responses(conversation)),
    ended,
  ])
}

/** Reads until the client leaves; not while a statement is decided, and not while the target is slow. */
async function readClient({ clientInbox, toTarget }: Conversation, requests: Requests): Promise<string> {
  try {
    await clientInbox.consume((chunk) => requests.handle(chunk), toTarget)
  } catch (error) {
    if (error instanceof MalformedMessage) await requests.untilAnswered()
    throw error
  }
  return 'the client left'
}

/** Reads until the target leaves; not while the client is slow. */
async function readTarget(conversation: Conversation, responses: Responses): Promise<string> {
  const { target, output } = conversation
  await target.inbox.consume((chunk) => {
    const taken = responses.take(chunk)
    return taken ? taken.then(() => true) : true
  }, output.client)
  if (conversation.hasTargetEnded) return 'the target ended the session' // its own words said why
  throw new SallyportError('SESSION_ENDED', 'the target closed the connection')
}

/** The last words to a client: never more of an unexpected error than that there was one. */
async function sayFatal(client: Duplex, error: unknown): Promise<void> {
  const isOurs = error instanceof SallyportError
  if (!isOurs) log('error', 'a session ended by an unexpected error', describeError(error))
  const said = isOurs ? error : new SallyportError('INTERNAL', 'internal error in the gateway')
  await send(client, errorResponse(said, 'FATAL'))
}

/** A client that does not read may not keep what it was sent, and its connection, for ever. */
function cutOffLater(client: Duplex): void {
  const late = setTimeout(() => client.destroy(), LAST_WORDS_TIMEOUT_MS)
  client.once('close', () => clearTimeout(late))
}

function isLoopback(address: string | undefined): boolean {
  if (!address || isIP(address) === 0) return false
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}
