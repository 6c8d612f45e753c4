import type { GatewayCaller, Services } from '../context'
import { refreshKeys as refresh } from '../issuers/refresh-keys'

/** A gateway saw a token of an issuer with a key that nobody knows. True: there are new keys in the policy. */
export async function refreshKeys(
  services: Pick<Services, 'db' | 'settings'>,
  { organizationId }: GatewayCaller,
  url: string,
): Promise<boolean> {
  const where = { organizationId, url, enabled: true }
  const found = await services.db.issuer.findFirst({ where, select: { id: true } })
  return found !== null && refresh(services, found.id)
}
