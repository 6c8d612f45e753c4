import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { SallyportError } from '@sallyport/core'

const derive = promisify(pbkdf2)
/** A server that asks for more work than this is attacking us; PostgreSQL's default is 4,096. */
const MAX_ITERATIONS = 1_000_000

/**
 * What SCRAM says of the TLS that it runs in: `bound` to the server's certificate, so that nobody stands between;
 * `unoffered` when we could and the server did not offer it, which a server that did takes for an attack.
 */
export type ChannelBinding =
  | { readonly kind: 'none' | 'unoffered' }
  | { readonly kind: 'bound'; readonly certificateHash: Buffer }

const GS2_HEADERS = { none: 'n,,', unoffered: 'y,,', bound: 'p=tls-server-end-point,,' }

/** SCRAM-SHA-256 and SCRAM-SHA-256-PLUS, the client's side: RFC 5802, RFC 5929, RFC 7677. */
export class Scram {
  private readonly nonce = randomBytes(18).toString('base64')
  private readonly header: string
  private readonly binding: string
  private serverSignature: Buffer | null = null

  constructor(binding: ChannelBinding = { kind: 'none' }) {
    this.header = GS2_HEADERS[binding.kind]
    const data = binding.kind === 'bound' ? binding.certificateHash : Buffer.alloc(0)
    this.binding = Buffer.concat([Buffer.from(this.header), data]).toString('base64')
  }

  /** The client-first message. PostgreSQL knows the user from the start-up packet. */
  first(): string {
    return `${this.header}n=,r=${this.nonce}`
  }

  /** Answers the server-first message with the proof that we know the password. */
  async proof(serverFirst: string, password: string): Promise<string> {
    const { r: nonce, s: salt, i } = attributes(serverFirst)
    const iterations = Number(i)
    if (!nonce?.startsWith(this.nonce) || nonce.length === this.nonce.length || !salt)
      throw failed('a bad nonce or salt')
    if (!Number.isInteger(iterations) || iterations < 1 || iterations > MAX_ITERATIONS)
      throw failed('a bad iteration count')

    const salted = await derive(
      password.normalize('NFKC'),
      Buffer.from(salt, 'base64'),
      iterations,
      32,
      'sha256',
    )
    const clientKey = hmac(salted, 'Client Key')
    const withoutProof = `c=${this.binding},r=${nonce}`
    const authMessage = `n=,r=${this.nonce},${serverFirst},${withoutProof}`
    const signature = hmac(createHash('sha256').update(clientKey).digest(), authMessage)
    this.serverSignature = hmac(hmac(salted, 'Server Key'), authMessage)
    const proof = clientKey.map((byte, at) => byte ^ (signature[at] ?? 0))
    return `${withoutProof},p=${Buffer.from(proof).toString('base64')}`
  }

  /** Checks that the server knows the password too. */
  finish(serverFinal: string): void {
    const claimed = Buffer.from(attributes(serverFinal).v ?? '', 'base64')
    const expected = this.serverSignature
    if (!expected || claimed.length !== expected.length || !timingSafeEqual(claimed, expected)) {
      throw failed('a wrong signature')
    }
  }
}

function attributes(text: string): Partial<Record<string, string>> {
  return Object.fromEntries(text.split(',').map((part) => [part.slice(0, 1), part.slice(2)]))
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function failed(why: string): SallyportError {
  return new SallyportError('TARGET_UNREACHABLE', `the target answered the SCRAM exchange with ${why}`)
}
