import type { Tx } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Proof } from '../second-factor/prove-factor'

const LASTS_MS = 12 * 3_600_000
/** To find the telephone with the authenticator. */
const AWAITS_MS = 10 * 60_000

export interface SignedIn {
  readonly consoleSessionId: string
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly expiresAt: Date
}

interface Person {
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly organizationId: string
}

/** Where a sign-in comes from: the console saw the address, and the browser says the rest of itself. */
export interface From {
  readonly address: string
  readonly userAgent?: string
}

const LONGEST_NAME = 300

/**
 * Begins a sign-in of somebody whose identity has been proved by `method`. Whoever has a second factor and has not shown it
 * yet (`proof`) gets one that counts for nothing but showing it: see complete-sign-in.ts.
 */
export async function startConsoleSession(
  tx: Tx,
  { id, name, email, organizationId }: Person,
  method: 'password' | 'oidc',
  from: From,
  proof: Proof | null = null,
): Promise<SignedIn> {
  const factor = await tx.secondFactor.findFirst({ where: { identityId: id, confirmedAt: { not: null } } })
  const awaitsFactor = factor !== null && proof === null
  const now = Date.now()
  const expiresAt = new Date(now + (awaitsFactor ? AWAITS_MS : LASTS_MS))
  const factorAt = proof === null ? null : new Date(now)
  const { address, userAgent = '' } = from
  const browser = { address, userAgent: userAgent.slice(0, LONGEST_NAME) }
  const data = { identityId: id, expiresAt, method, awaitsFactor, factorAt, ...browser }
  const session = await tx.consoleSession.create({ data })
  await recordAudit(
    tx,
    { type: 'member', id, name, organizationId },
    {
      action: awaitsFactor ? 'sign-in.await-factor' : 'sign-in.succeed',
      subject: { type: 'person', id, name },
      detail: { method, address, ...(proof && { proof }) },
    },
  )
  return { consoleSessionId: session.id, id, name, email, expiresAt }
}
