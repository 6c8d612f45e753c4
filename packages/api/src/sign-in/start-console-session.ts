import type { Tx } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'

const LASTS_MS = 12 * 3_600_000

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

/** Begins a sign-in of somebody whose identity has been proved by `method`. */
export async function startConsoleSession(
  tx: Tx,
  { id, name, email, organizationId }: Person,
  method: 'password' | 'oidc',
  from: From,
): Promise<SignedIn> {
  const expiresAt = new Date(Date.now() + LASTS_MS)
  const { address, userAgent = '' } = from
  const data = { identityId: id, expiresAt, method, address, userAgent: userAgent.slice(0, LONGEST_NAME) }
  const session = await tx.consoleSession.create({ data })
  await recordAudit(
    tx,
    { type: 'member', id, name, organizationId },
    {
      action: 'sign-in.succeed',
      subject: { type: 'person', id, name },
      detail: { method, address },
    },
  )
  return { consoleSessionId: session.id, id, name, email, expiresAt }
}
