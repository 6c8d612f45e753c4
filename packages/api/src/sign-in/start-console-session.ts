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

/** Begins a sign-in of somebody whose identity has been proved by `method`. */
export async function startConsoleSession(
  tx: Tx,
  { id, name, email, organizationId }: Person,
  method: 'password' | 'oidc',
  address: string,
): Promise<SignedIn> {
  const expiresAt = new Date(Date.now() + LASTS_MS)
  const session = await tx.consoleSession.create({ data: { identityId: id, expiresAt } })
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
