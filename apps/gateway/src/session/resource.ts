import type { Issuer } from '@sallyport/identity'
import { decodeJwt } from 'jose'
import type { PolicySnapshot } from './policy'

/**
 * Whose tokens are accepted at one of the gateway's own addresses. What the console made out to that address
 * (RFC 8707) is good there and nowhere else; what names no address is good everywhere.
 */
export function issuersAt(
  resource: string | undefined,
  token: string,
  { consoleIssuer, issuers }: Pick<PolicySnapshot, 'consoleIssuer' | 'issuers'>,
): readonly Issuer[] {
  if (resource === undefined || audienceOf(token) !== resource) return [consoleIssuer, ...issuers]
  return [{ ...consoleIssuer, audience: resource }]
}

/** Not verified yet: it only chooses what the token is verified against. */
function audienceOf(token: string): unknown {
  try {
    return decodeJwt(token).aud
  } catch {
    return null // no token: it is refused where it is verified
  }
}
