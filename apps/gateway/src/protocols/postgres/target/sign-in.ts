import { createHash } from 'node:crypto'
import type { Inbox } from '../../../bytes/inbox'
import { ByteReader } from '../../../bytes/reader'
import type { Target } from '../../../session/session'
import { decodeErrorFields } from '../codec/error-fields'
import { bodyOf, Framer } from '../codec/framer'
import { cstring, int32, message } from '../codec/write'
import { readCredential } from './credential'
import { DialError } from './dial'
import { Scram } from './scram'

/** What the target says of itself when a session is ready. */
export interface SignedIn {
  readonly parameters: ReadonlyMap<string, string>
  readonly processId: number
  readonly secret: Buffer
}

interface Wire {
  readonly inbox: Inbox
  write(bytes: Buffer): void
}

/** How the target is reached. */
export interface Channel {
  readonly isEncrypted: boolean
  /** It is certain that nobody but the target is at its other end. */
  readonly isVerified: boolean
  /** What SCRAM is bound to; null: there is no certificate, or none that can be bound to. */
  readonly certificateHash: Buffer | null
}

interface Exchange {
  readonly password: string
  scram: Scram | null
  /** The target has shown that it knows the password too. */
  isProved?: boolean
}

const MAX_MESSAGE_BYTES = 1024 * 1024
const SASL_MECHANISM = 'SCRAM-SHA-256'
const SASL_BOUND = 'SCRAM-SHA-256-PLUS'

/**
 * Signs in at the target with the credential that only the gateway holds, until ReadyForQuery. Whoever stands between
 * could ask for less than the target does, and so nothing but SCRAM is answered unless the connection says `any`, and
 * a password in clear only where the target's certificate is verified.
 */
export async function signIn(
  wire: Wire,
  target: Target,
  settings: ReadonlyMap<string, string>,
  channel: Channel,
): Promise<SignedIn> {
  wire.write(startupPacket(target, settings))
  const framer = new Framer(MAX_MESSAGE_BYTES)
  const exchange: Exchange = { scram: null, password: readCredential(target.password).password }
  const parameters = new Map<string, string>()
  let processId = 0
  let secret: Buffer = Buffer.alloc(0)

  for (;;) {
    const chunk = await wire.inbox.read()
    if (!chunk)
      throw new DialError('authentication', 'the target closed the connection during sign-in', LOG_HINT)
    for (const frame of framer.push(chunk)) {
      const body = bodyOf(frame)
      switch (String.fromCharCode(frame[0] ?? 0)) {
        case 'R': {
          const answer = await authenticate(body, target, exchange, channel)
          if (answer) wire.write(answer)
          break
        }
        case 'S': {
          const reader = new ByteReader(body, 'ParameterStatus')
          parameters.set(reader.cstring(), reader.cstring())
          break
        }
        case 'K': {
          const reader = new ByteReader(body, 'BackendKeyData')
          processId = reader.int32()
          secret = Buffer.from(reader.rest())
          break
        }
        case 'E':
          throw refused(body, target)
        case 'Z':
          return { parameters, processId, secret }
        default: // NoticeResponse and NegotiateProtocolVersion ask for nothing
      }
    }
  }
}

const LOG_HINT = "Look into the target's log."

function startupPacket({ username, database }: Target, settings: ReadonlyMap<string, string>): Buffer {
  const pairs = [['user', username], ['database', database], ...settings].flat().map(cstring).join('')
  const body = Buffer.from(`${pairs}\0`)
  return Buffer.concat([int32(8 + body.length), int32(3 << 16), body])
}

/** AuthenticationRequest ('R'): the answer to send, if it asks for one. */
async function authenticate(
  body: Buffer,
  target: Target,
  exchange: Exchange,
  channel: Channel,
): Promise<Buffer | null> {
  const { isEncrypted, isVerified, certificateHash } = channel
  const isAny = target.signIn === 'any'
  const reader = new ByteReader(body, 'AuthenticationRequest')
  const kind = reader.int32()
  switch (kind) {
    case 0:
      // A server that breaks the exchange off has not shown that it knows the password.
      if (exchange.scram && !exchange.isProved) throw unsupported('an end of SCRAM without its proof')
      if (!exchange.isProved && !isVerified && !isAny) throw weak('asks for no proof, and gives none')
      return null
    case 3:
      if (!isAny) throw weak('asks for the password in clear')
      if (!isVerified) {
        throw new DialError(
          'authentication',
          'the target asks for the password in clear, and is not verified',
          'Choose the TLS mode that verifies it.',
        )
      }
      return message('p', cstring(exchange.password))
    case 5:
      if (!isAny) throw weak('asks for md5')
      return message('p', cstring(md5Answer(target.username, exchange.password, reader.bytes(4))))
    case 10: {
      const mechanisms: string[] = []
      for (let name = reader.cstring(); name !== ''; name = reader.cstring()) mechanisms.push(name)
      const isBound = certificateHash !== null && mechanisms.includes(SASL_BOUND)
      if (!isBound && !mechanisms.includes(SASL_MECHANISM)) throw unsupported(mechanisms.join(', '))
      // Who passes SCRAM on to the target and back can read all that follows, unless it is bound to the certificate.
      if (!isBound && isEncrypted && !isVerified && !isAny)
        throw weak('does not bind SCRAM to its certificate')
      exchange.scram = new Scram(
        isBound ? { kind: 'bound', certificateHash } : { kind: certificateHash ? 'unoffered' : 'none' },
      )
      const first = exchange.scram.first()
      return message('p', cstring(isBound ? SASL_BOUND : SASL_MECHANISM), int32(first.length), first)
    }
    case 11:
      if (!exchange.scram) throw unsupported('SCRAM before it was begun')
      return message('p', await exchange.scram.proof(reader.rest().toString(), exchange.password))
    case 12:
      if (!exchange.scram) throw unsupported('SCRAM before it was begun')
      exchange.scram.finish(reader.rest().toString())
      exchange.isProved = true
      return null
    default:
      throw unsupported(`method ${kind}`)
  }
}

function md5Answer(username: string, password: string, salt: Buffer): string {
  const inner = createHash('md5')
    .update(password + username)
    .digest('hex')
  return `md5${createHash('md5').update(inner).update(salt).digest('hex')}`
}

/** It may not be the target that asks. */
function weak(does: string): DialError {
  return new DialError(
    'authentication',
    `the target ${does}, which this connection does not allow`,
    'Verify its certificate and let it use SCRAM, or let the connection sign in as the target asks.',
  )
}

function unsupported(what: string): DialError {
  return new DialError(
    'authentication',
    `the target asks for ${what}`,
    'The gateway speaks SCRAM-SHA-256, md5 and password.',
  )
}

function refused(body: Buffer, target: Target): DialError {
  const fields = decodeErrorFields(body)
  const code = fields.get('C') ?? ''
  const text = fields.get('M') ?? 'no reason given'
  if (code === '3D000')
    return new DialError('database', `there is no database "${target.database}"`, 'Check its name.')
  if (code === '28000') {
    return new DialError(
      'authentication',
      "the target does not let this user in from the gateway's address",
      'Check the user name, and that pg_hba.conf has a line for the gateway, with TLS or without as chosen here.',
    )
  }
  if (code === '53300') {
    return new DialError(
      'database',
      `the target has no room: ${text}`,
      'Raise max_connections, or end idle sessions.',
    )
  }
  if (code.startsWith('28')) {
    return new DialError(
      'authentication',
      'the target refused the user name, or the password or client certificate',
      'Check them, and pg_hba.conf.',
    )
  }
  return new DialError('database', `the target refused the session: ${text}`, LOG_HINT)
}
