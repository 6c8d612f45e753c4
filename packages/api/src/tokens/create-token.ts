import type { Prisma } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member, Services } from '../context'
import { FieldError } from '../errors'
import { orNotFound } from '../not-found'
import { holds } from '../permissions'
import { type IssuedToken, issueToken } from './issue-token'
import type { CreateToken } from './schema'

/**
 * Everybody may have tokens for themselves, and who manages identities for agents. Nobody for another person: that
 * would be signing in as them.
 */
export async function createToken(
  { db, masterKey, settings }: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  member: Member,
  input: CreateToken,
): Promise<IssuedToken> {
  const mine: Prisma.IdentityWhereInput = { id: member.id }
  const agents: Prisma.IdentityWhereInput = { kind: 'agent' }
  return db.$transaction(async (tx) => {
    const found = await tx.identity.findFirst({
      where: {
        id: input.identityId,
        organizationId: member.organizationId,
        disabledAt: null,
        OR: holds(member.role, 'identity:write') ? [mine, agents] : [mine],
      },
      select: { name: true, kind: true },
    })
    const { name, kind } = orNotFound(found, 'identity that you may have a token for')
    if (kind === 'agent' && input.scope !== 'connect')
      throw new FieldError('INVALID_INPUT', 'scope', 'An agent has no use for the console: choose connect')
    const issued = await issueToken(tx, masterKey, { ...input, consoleUrl: settings.consoleUrl })
    await recordAudit(tx, member, {
      action: 'token.create',
      subject: { type: kind, id: input.identityId, name },
      detail: { token: issued.id, scope: input.scope, expiresAt: issued.expiresAt.toISOString() },
    })
    return issued
  })
}
