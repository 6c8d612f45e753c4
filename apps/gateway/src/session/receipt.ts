import { SallyportError } from '@sallyport/core'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import type { PolicySnapshot } from './policy'

/** What the approval must be for. */
export interface Approved {
  readonly approvalId: string
  readonly digest: string
  readonly sessionId: string
}

const RECEIPT_TYPE = 'approval-receipt+jwt'
const ALGORITHMS = ['EdDSA']
/** Two machines' clocks may differ by this much. */
const LEEWAY_SECONDS = 60

/**
 * Verifies that the console says in writing that this very approval was used, for this gateway, session and
 * digest. Whoever can only speak in the console's place, and not sign in it, releases nothing.
 */
export async function verifyReceipt(
  receipt: string,
  { consoleIssuer: { issuer, jwks }, gatewayName }: Pick<PolicySnapshot, 'consoleIssuer' | 'gatewayName'>,
  { approvalId, digest, sessionId }: Approved,
): Promise<void> {
  try {
    const { payload } = await jwtVerify(receipt, createLocalJWKSet(jwks as unknown as JSONWebKeySet), {
      issuer,
      audience: `gateway:${gatewayName}`,
      subject: approvalId,
      typ: RECEIPT_TYPE,
      algorithms: ALGORITHMS,
      clockTolerance: LEEWAY_SECONDS,
      requiredClaims: ['exp', 'iat'],
    })
    if (payload.digest === digest && payload.sessionId === sessionId) return
  } catch {
    // It is not the console's: refused below.
  }
  throw new SallyportError('DENIED', 'the approval is not signed by the console for this statement', {
    hint: 'Nothing was run. Tell the operator of the gateway.',
  })
}
