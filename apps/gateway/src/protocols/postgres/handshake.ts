import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import { SallyportError } from '@sallyport/core'
import { Inbox } from '../../bytes/inbox'
import { AuthenticationCleartextPassword, negotiateProtocolVersion } from './codec/backend'
import { bodyOf, Framer } from './codec/framer'
import { decodePassword } from './codec/frontend'
import { decodeOpening, type Opening } from './startup'

/** A client that has said what it wants, and how to read on. */
export interface Greeted {
  readonly stream: Socket
  readonly inbox: Inbox
  readonly opening: Extract<Opening, { kind: 'cancel' | 'startup' }>
}

/** Protocol 3.2 only lets cancel keys be longer. */
export const LATEST_MINOR = 2
/** One for TLS, one for GSSAPI: nobody needs more. */
const MAX_NEGOTIATIONS = 2
/** A token is far smaller; more than this is not read before we know who it is. */
const MAX_PASSWORD_BYTES = 64 * 1024

/** Reads the client's first packets, and turns on TLS when it asks and we have a certificate. */
export async function greet(client: Socket, tls: SecureContext | null): Promise<Greeted | null> {
  let stream = client
  let inbox = new Inbox(stream)
  let isDirect = false
  for (let negotiations = 0; negotiations <= MAX_NEGOTIATIONS; negotiations++) {
    if (negotiations === 0 && tls && (await beginsTls(inbox))) {
      isDirect = true
      stream = await acceptDirectly(client, inbox, tls)
      inbox = new Inbox(stream)
    }
    const opening = await readOpening(inbox)
    if (!opening) return null
    if (isDirect && !(stream instanceof TLSSocket && stream.alpnProtocol === ALPN))
      throw new DirectTlsError(stream)
    if (opening.kind === 'cancel' || opening.kind === 'startup') return { stream, inbox, opening }
    // Bytes sent before the handshake would be taken for part of what is inside it (CVE-2021-23214).
    if (inbox.waitingBytes > 0)
      throw new SallyportError(
        'PROTOCOL_VIOLATION',
        'received unencrypted data after a request for encryption',
      )
    if (opening.kind === 'gss' || !tls || stream instanceof TLSSocket) {
      stream.write('N')
      continue
    }
    inbox.release()
    stream.write('S')
    stream = new TLSSocket(stream, { isServer: true, secureContext: tls, ALPNProtocols: [ALPN] })
    inbox = new Inbox(stream)
  }
  throw new SallyportError('PROTOCOL_VIOLATION', 'too many requests for encryption')
}

/** The first byte of a TLS handshake, which no length of a start-up packet begins with. */
const TLS_HANDSHAKE = 0x16
/** https://www.iana.org/assignments/tls-extensiontype-values: the id of PostgreSQL's protocol. */
const ALPN = 'postgresql'

async function beginsTls(inbox: Inbox): Promise<boolean> {
  const chunk = await inbox.read()
  if (chunk) inbox.unread(chunk)
  return chunk?.[0] === TLS_HANDSHAKE
}

/** TLS without a request before it: then the client must name PostgreSQL's protocol, so that no other one is attacked. */
async function acceptDirectly(client: Socket, inbox: Inbox, tls: SecureContext): Promise<Socket> {
  const hello = await inbox.read()
  inbox.release()
  if (hello) client.unshift(hello)
  return new TLSSocket(client, { isServer: true, secureContext: tls, ALPNProtocols: [ALPN] })
}

/** Carries the stream inside which it is to be said. */
export class DirectTlsError extends SallyportError {
  readonly stream: Socket

  constructor(stream: Socket) {
    super(
      'PROTOCOL_VIOLATION',
      'received direct SSL connection request without ALPN protocol negotiation extension',
    )
    this.stream = stream
  }
}

/** Asks for the token, which PostgreSQL's clients send as the password. */
export async function askToken({ stream, inbox, opening }: Greeted): Promise<string | null> {
  if (
    opening.kind === 'startup' &&
    (opening.minor > LATEST_MINOR || [...opening.parameters.keys()].some(isOption))
  ) {
    const minor = Math.min(opening.minor, LATEST_MINOR)
    stream.write(negotiateProtocolVersion(minor, [...opening.parameters.keys()].filter(isOption)))
  }
  stream.write(AuthenticationCleartextPassword)
  const framer = new Framer(MAX_PASSWORD_BYTES)
  for (;;) {
    const chunk = await inbox.read()
    if (!chunk) return null
    const [message, ...rest] = framer.push(chunk)
    if (!message) continue
    if (message[0] !== 0x70 || rest.length > 0 || framer.hasMore)
      throw new SallyportError('PROTOCOL_VIOLATION', 'expected a password message')
    return decodePassword(bodyOf(message))
  }
}

function isOption(name: string): boolean {
  return name.startsWith('_pq_.')
}

async function readOpening(inbox: Inbox): Promise<Opening | null> {
  let bytes = Buffer.alloc(0)
  for (;;) {
    const chunk = await inbox.read()
    if (!chunk) return null
    bytes = Buffer.concat([bytes, chunk])
    const decoded = decodeOpening(bytes)
    if (!decoded) continue
    inbox.unread(bytes.subarray(decoded.size))
    return decoded.opening
  }
}
