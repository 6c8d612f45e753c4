import { createHash } from 'node:crypto'
import { SallyportError } from '@sallyport/core'
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import { type Claims, isObject } from './claims'
import { type Issuer, usableKeys } from './issuer'

/** What a verified token says. */
export interface VerifiedToken {
  readonly issuer: string
  readonly subject: string
  /** `jti`; null: the issuer gives none. */
  readonly tokenId: string | null
  /** SHA-256 of the token in hex, by which it can be revoked whoever issued it. */
  readonly digest: string
  readonly expiresAt: Date
  readonly claims: Claims
  /** RFC 8693, section 4.1: who acts for the subject now, and before that one, and so on. Empty: the subject itself. */
  readonly actors: readonly string[]
}

export const MAX_TOKEN_BYTES = 16 * 1024
const LEEWAY_SECONDS = 30
const MAX_ACTORS = 8
const MAX_SUBJECT_LENGTH = 255

/** Access tokens (RFC 9068, section 2.1) and plain JWTs; not logout, DPoP or security event tokens. */
const TYPES: ReadonlySet<unknown> = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt'])

/**
 * What shows that a token is not meant to be carried here: an ID token tells its own client of a sign-in (OpenID
 * Connect Core, sections 2 and 3.3.2.11), and one that is bound to a key proves nothing without it (RFC 7800).
 */
const FOREIGN_CLAIMS = ['nonce', 'at_hash', 'c_hash', 'cnf']

/** The token's issuer is known, its key is not: the issuer may have a new one. The token is refused all the same. */
export class UnknownKeyError extends SallyportError {
  readonly issuer: string

  constructor(issuer: string, cause: unknown) {
    super('UNAUTHENTICATED', REFUSED, { cause })
    this.issuer = issuer
  }
}

const REFUSED = 'the token was refused'

/**
 * Verifies a JWT of one of the issuers. Every failure is the same UNAUTHENTICATED, so that nobody learns which part
 * was wrong; the reason is its `cause`.
 */
export async function verifyToken(token: string, issuers: readonly Issuer[]): Promise<VerifiedToken> {
  let issuer: Issuer | undefined
  try {
    const { header, payload } = readUnverified(token)
    issuer = issuers.find((candidate) => candidate.issuer === payload['iss'])
    if (!issuer) throw new Error('unknown issuer')
    if (header['crit'] !== undefined) throw new Error('a critical extension') // RFC 7515, section 4.1.11: we know none
    if (!TYPES.has(typeOf(header))) throw new Error('another type of token')
    const { issuer: name, audience, algorithms } = issuer
    const { payload: claims } = await jwtVerify(token, keySetOf(issuer), {
      issuer: name,
      audience,
      algorithms: [...algorithms],
      clockTolerance: LEEWAY_SECONDS,
      requiredClaims: ['sub', 'exp', 'iat'],
    })
    return { ...toVerified(claims, issuer), digest: createHash('sha256').update(token).digest('hex') }
  } catch (cause) {
    if (issuer && cause instanceof errors.JWKSNoMatchingKey) throw new UnknownKeyError(issuer.issuer, cause)
    throw new SallyportError('UNAUTHENTICATED', REFUSED, { cause })
  }
}

function toVerified(claims: Claims, issuer: Issuer): Omit<VerifiedToken, 'digest'> {
  const { sub, jti, exp, iat } = claims
  if (typeof exp !== 'number' || typeof iat !== 'number') throw new Error('exp and iat must be numbers')
  if (iat > Date.now() / 1000 + LEEWAY_SECONDS) throw new Error('issued in the future')
  if (exp - iat > issuer.maxLifetimeSeconds) throw new Error('good for too long')
  const foreign = FOREIGN_CLAIMS.find((name) => claims[name] !== undefined)
  if (foreign) throw new Error(`the claim ${foreign}: not a bearer token for us`)
  assertParty(claims, issuer)
  return {
    issuer: issuer.issuer,
    subject: asSubject(sub),
    tokenId: jti === undefined ? null : asSubject(jti),
    expiresAt: new Date(exp * 1000),
    claims,
    actors: actorsOf(claims),
  }
}

/** A token that is for others as well could be theirs to use against us, unless we know who it was issued to. */
function assertParty({ aud, azp, client_id: clientId }: Claims, { authorizedParties }: Issuer): void {
  const isForOthers = Array.isArray(aud) && aud.length > 1
  if (authorizedParties.length === 0 && !isForOthers) return
  const party = azp ?? clientId
  if (typeof party !== 'string' || !authorizedParties.includes(party))
    throw new Error('another authorized party')
}

function actorsOf(claims: Claims): readonly string[] {
  const actors: string[] = []
  for (let act = claims['act']; act !== undefined; act = act['act']) {
    if (!isObject(act)) throw new Error('act must be an object')
    actors.push(asSubject(act['sub']))
    if (actors.length > MAX_ACTORS) throw new Error('too many actors')
  }
  return actors
}

function asSubject(value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_SUBJECT_LENGTH || CONTROL.test(value))
    throw new Error('a name must be a text of one line')
  return value
}

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u

const keySets = new WeakMap<Issuer['jwks'], ReturnType<typeof createLocalJWKSet>>()

/** Keys are imported once, not with every token. */
function keySetOf({ jwks }: Issuer): ReturnType<typeof createLocalJWKSet> {
  const known = keySets.get(jwks)
  if (known) return known
  const made = createLocalJWKSet({ keys: usableKeys(jwks.keys) } as JSONWebKeySet)
  keySets.set(jwks, made)
  return made
}

function typeOf(header: Claims): unknown {
  const { typ } = header
  return typeof typ === 'string' ? typ.toLowerCase() : typ
}

/** The two JSON parts, before anything is verified: only to find out whose token it claims to be. */
function readUnverified(token: string): { readonly header: Claims; readonly payload: Claims } {
  if (token.length > MAX_TOKEN_BYTES) throw new Error('too long')
  const parts = token.split('.')
  if (parts.length !== 3 || !parts.every(isCanonical)) throw new Error('not a JWS in compact form')
  return { header: asJson(parts[0]), payload: asJson(parts[1]) }
}

/** Base64url without padding, white space or stray bits (RFC 7515, section 2): jose alone accepts some that have them. */
function isCanonical(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function asJson(part: string | undefined): Claims {
  const value: unknown = JSON.parse(utf8.decode(Buffer.from(part ?? '', 'base64url')))
  if (!isObject(value)) throw new Error('not a JSON object')
  return value
}
