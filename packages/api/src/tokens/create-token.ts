import type { Prisma } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member, Services } from '../context'
import { FieldError } from '../errors'
import { orNotFound } from '../not-found'
import { may } from '../permissions'
import { assertConnections } from './assert-connections'
import { type IssuedToken, issueToken } from './issue-token'
import type { CreateToken } from './schema'

const HOUR_SECONDS = 3_600
/** Whoever needs a token for longer than a day's work has given it to a tool. */
const LONGEST_OF_ONES_OWN_HOURS = 12

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
        OR: may(member, 'identity:write') ? [mine, agents] : [mine],
      },
      select: { name: true, kind: true },
    })
    const { name, kind } = orNotFound(found, 'identity that you may have a token for')
    if (kind === 'agent' && input.scope !== 'connect')
      throw new FieldError('INVALID_INPUT', 'scope', 'An agent has no use for the console: choose connect')
    await assertConnections(tx, member.organizationId, input.connections)
    const { identityId, scope, hours, connections, purpose, rowBudget } = input
    const isForTool = kind === 'person' && (input.isForTool || hours > LONGEST_OF_ONES_OWN_HOURS)
    const issued = await issueToken(tx, masterKey, {
      identityId,
      scope,
      seconds: hours * HOUR_SECONDS,
      isForTool,
      bounds: { connections, purpose, rowBudget },
      consoleUrl: settings.consoleUrl,
    })
    await recordAudit(tx, member, {
      action: 'token.create',
      subject: { type: kind, id: input.identityId, name },
      detail: {
        token: issued.id,
        scope,
        expiresAt: issued.expiresAt.toISOString(),
        connections: [...connections],
        purpose,
        rowBudget,
      },
    })
    return issued
  })
}
