import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { orNotFound } from '../not-found'
import { revokeTokens } from './revoke-tokens'
import { visibleIdentities } from './visible'

/** Revokes a token with what was given out for it, and ends the sessions that were opened with them. */
export async function revokeToken(db: Db, member: Member, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const found = await tx.token.findFirst({
      where: { id, identity: visibleIdentities(member) },
      select: { identity: { select: { id: true, name: true, kind: true } } },
    })
    const { identity } = orNotFound(found, 'token')
    const count = await revokeTokens(tx, member.organizationId, { id }, 'the token was revoked')
    if (count === 0) throw new SallyportError('CONFLICT', 'This token is revoked already')
    await recordAudit(tx, member, {
      action: 'token.revoke',
      subject: { type: identity.kind, id: identity.id, name: identity.name },
      detail: { token: id },
    })
  })
}
