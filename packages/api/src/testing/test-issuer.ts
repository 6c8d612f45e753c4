import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'
import { afterAll } from 'vitest'

interface Key {
  readonly private: CryptoKey
  readonly public: JWK
}

/** An OpenID provider as far as its keys go: it answers on this machine, and signs. */
export class TestIssuer {
  readonly url: string
  #key: Key
  #published: object
  #holding: Promise<void> = Promise.resolve()
  #onAsked = () => undefined as void
  /** How often its keys were asked for. */
  asked = 0

  private constructor(port: number, key: Key) {
    this.url = `http://127.0.0.1:${port}`
    this.#key = key
    this.#published = { keys: [key.public] }
  }

  static async start(): Promise<TestIssuer> {
    const key = await newKey()
    const server = createServer((request, response) => {
      issuer.#onAsked()
      void issuer.#holding.then(() => {
        const found = issuer.#answer(request.url ?? '')
        response.writeHead(found ? 200 : 404).end(JSON.stringify(found))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const issuer = new TestIssuer((server.address() as AddressInfo).port, key)
    afterAll(() => server.close())
    return issuer
  }

  /** What it publishes as its keys from now on; nothing given: a new key, with which it signs. */
  async rotate(published?: object): Promise<void> {
    if (!published) this.#key = await newKey()
    this.#published = published ?? { keys: [this.#key.public] }
  }

  /** It is asked, and says nothing until it is told to. */
  answerLater(): { readonly asked: Promise<void>; readonly answer: () => void } {
    let answer = () => undefined as void
    this.#holding = new Promise((resolve) => {
      answer = resolve
    })
    const asked = new Promise<void>((resolve) => {
      this.#onAsked = resolve
    })
    return { asked, answer: () => answer() }
  }

  sign(claims: JWTPayload): Promise<string> {
    return new SignJWT({ jti: randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: this.#key.public.kid ?? '' })
      .setIssuer(this.url)
      .setAudience('sallyport')
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(this.#key.private)
  }

  #answer(path: string): object | null {
    if (path === '/.well-known/openid-configuration')
      return { issuer: this.url, jwks_uri: `${this.url}/keys` }
    if (path !== '/keys') return null
    this.asked += 1
    return this.#published
  }
}

async function newKey(): Promise<Key> {
  const pair = await generateKeyPair('ES256', { extractable: true })
  return { private: pair.privateKey, public: { ...(await exportJWK(pair.publicKey)), kid: randomUUID() } }
}
