import type { ApprovalModel, Tx } from '@sallyport/db'
import { SignJWT } from 'jose'
import type { GatewayCaller, Services } from '../context'
import { ALGORITHM, signingKey } from '../tokens/signing-key'

/** Not a token's type, so that neither passes for the other. */
export const RECEIPT_TYPE = 'approval-receipt+jwt'
const GOOD_FOR = '60s'

/**
 * What the console says in writing when an approval is used: this request, this digest, for this gateway's
 * session, by these people. The gateway runs nothing without it, and keeps it in the recording.
 */
export async function signReceipt(
  tx: Tx,
  { masterKey, settings }: Pick<Services, 'masterKey' | 'settings'>,
  gateway: GatewayCaller,
  approval: ApprovalModel,
): Promise<string> {
  const { id, digest, sessionId, statementNumber, decidedByName: decidedBy } = approval
  const { kid, key } = await signingKey(tx, masterKey)
  return new SignJWT({ digest, sessionId, statementNumber, decidedBy })
    .setProtectedHeader({ alg: ALGORITHM, kid, typ: RECEIPT_TYPE })
    .setIssuer(settings.consoleUrl)
    .setAudience(`gateway:${gateway.name}`)
    .setSubject(id)
    .setIssuedAt()
    .setExpirationTime(GOOD_FOR)
    .sign(key)
}
