import type { Db } from '@sallyport/db'
import { type RequestedAccess, requestAccess } from '../access-requests/request-access'
import type { AccessStatusFor, RequestAccessFor } from '../access-requests/schema'
import { type AccessItem, toAccessItem } from '../access-requests/to-item'
import { expireApprovals } from '../approvals/expire-approvals'
import type { GatewayCaller, Services } from '../context'
import { orNotFound } from '../not-found'
import { authenticate } from './authenticate'

/** Asks for access on behalf of the bearer of a token that the gateway verified. */
export async function requestAccessFor(
  services: Pick<Services, 'db' | 'settings'>,
  { organizationId }: GatewayCaller,
  { subject, tokenId, actors, foreign, ...input }: RequestAccessFor,
): Promise<RequestedAccess> {
  const token = { subject, tokenId, actors, ...(foreign && { foreign }) }
  const { identity, ownerId } = await services.db.$transaction((tx) =>
    authenticate(tx, organizationId, token),
  )
  const { id, name } = identity
  const actor = { type: 'member', id, name, organizationId } as const
  return requestAccess(services, { id, organizationId, ownerId }, input, actor)
}

/** What became of the bearer's own request. */
export async function accessStatusFor(
  db: Db,
  { organizationId }: GatewayCaller,
  { id, ...token }: AccessStatusFor,
): Promise<AccessItem> {
  await expireApprovals(db)
  const { identity } = await db.$transaction((tx) => authenticate(tx, organizationId, token))
  const where = { id, organizationId, requesterId: identity.id, kind: 'access' } as const
  return toAccessItem(orNotFound(await db.approval.findFirst({ where }), 'access request'))
}
