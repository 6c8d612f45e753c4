import type { Tx } from '@sallyport/db'
import type { Issuer } from '@sallyport/identity'
import { AUDIENCE } from './issue-token'
import { MAX_HOURS } from './schema'
import { ALGORITHM, publicKeys } from './signing-key'

const HOUR_SECONDS = 3_600

/** The console itself as an issuer of tokens. */
export async function ownIssuer(tx: Tx, consoleUrl: string): Promise<Issuer> {
  return {
    issuer: consoleUrl,
    audience: AUDIENCE,
    algorithms: [ALGORITHM],
    jwks: { keys: (await publicKeys(tx)).map((key) => ({ ...key })) },
    authorizedParties: [],
    maxLifetimeSeconds: MAX_HOURS * HOUR_SECONDS,
  }
}
