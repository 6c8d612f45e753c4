import type { Issuer } from '@sallyport/identity'

/** The console as an issuer, with that one key. */
export function testIssuer(jwk: object): Issuer {
  return {
    issuer: 'http://console',
    audience: 'sallyport',
    algorithms: ['EdDSA'],
    jwks: { keys: [{ kty: 'OKP', ...jwk }] },
    authorizedParties: [],
    maxLifetimeSeconds: 86_400,
  }
}
