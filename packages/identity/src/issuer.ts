/** Signatures that are accepted at all: asymmetric ones, of today's strength. Each issuer allows some of them. */
export const ALGORITHMS = [
  'EdDSA',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** A public key as in RFC 7517, section 4. */
export interface PublicJwk {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly use?: string
  readonly key_ops?: readonly string[]
  /** RSA: the modulus, base64url. */
  readonly n?: string
  readonly [parameter: string]: unknown
}

/** Whose tokens are accepted, and which of them. */
export interface Issuer {
  /** Compared with `iss` as it is, letter by letter. */
  readonly issuer: string
  readonly audience: string
  readonly algorithms: readonly Algorithm[]
  readonly jwks: { readonly keys: readonly PublicJwk[] }
  /** `azp` or `client_id` must be one of them; empty: any, but then a token must be for us alone. */
  readonly authorizedParties: readonly string[]
  /** The longest that a token may be good for. */
  readonly maxLifetimeSeconds: number
}

const KEY_TYPES = new Set(['OKP', 'EC', 'RSA'])
const MIN_RSA_BITS = 2048

/**
 * The keys of a set that may verify a signature (RFC 7517, sections 4.2 and 4.3): not those for encryption, not
 * symmetric ones, not RSA under 2048 bits (RFC 7518, section 3.3). jose alone accepts a key whose `use` is `enc`.
 */
export function usableKeys(keys: readonly PublicJwk[]): PublicJwk[] {
  return keys.filter(({ kty, use, key_ops: operations, n, k }) => {
    if (!KEY_TYPES.has(kty) || k !== undefined) return false
    if (use !== undefined && use !== 'sig') return false
    if (operations !== undefined && !operations.includes('verify')) return false
    return kty !== 'RSA' || bitsOf(n) >= MIN_RSA_BITS
  })
}

function bitsOf(modulus: string | undefined): number {
  const bytes = Buffer.from(modulus ?? '', 'base64url')
  const leadingZeros = bytes.findIndex((byte) => byte !== 0)
  return leadingZeros < 0 ? 0 : (bytes.length - leadingZeros) * 8
}
