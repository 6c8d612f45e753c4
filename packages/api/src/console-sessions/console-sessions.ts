import type { Db, Prisma } from '@sallyport/db'
import { z } from 'zod'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { identityChanged } from '../identities/changed'
import { orNotFound } from '../not-found'
import { may } from '../permissions'

const MOST = 100

export const ListConsoleSessions = z.object({ identityId: z.uuid() })
export type ListConsoleSessions = z.infer<typeof ListConsoleSessions>

/** A sign-in to the console that still counts. */
export interface ConsoleSessionItem {
  readonly id: string
  /** The one that asks. */
  readonly isThis: boolean
  readonly method: string
  readonly address: string
  readonly userAgent: string
  readonly createdAt: Date
  readonly lastSeenAt: Date | null
  readonly expiresAt: Date
}

/** One's own, and those of all people for who manages them. */
function visible(member: Member): Prisma.ConsoleSessionWhereInput {
  const { id, organizationId } = member
  return { identity: { organizationId, ...(!may(member, 'identity:write') && { id }) } }
}

const counting = () => ({ revokedAt: null, expiresAt: { gt: new Date() } })

export async function listConsoleSessions(
  db: Db,
  member: Member,
  { identityId }: ListConsoleSessions,
): Promise<{ readonly items: readonly ConsoleSessionItem[] }> {
  const rows = await db.consoleSession.findMany({
    where: { ...visible(member), ...counting(), identityId },
    orderBy: { createdAt: 'desc' },
    take: MOST,
    omit: { identityId: true, revokedAt: true },
  })
  return { items: rows.map((row) => ({ ...row, isThis: row.id === member.consoleSessionId })) }
}

/** Ends a sign-in, wherever it is; its cookie is worthless from now on. */
export async function endConsoleSession(db: Db, member: Member, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const found = await tx.consoleSession.findFirst({
      where: { id, ...visible(member), ...counting() },
      select: { address: true, identity: { select: { id: true, name: true } } },
    })
    const { address, identity } = orNotFound(found, 'sign-in')
    await tx.consoleSession.update({ where: { id }, data: { revokedAt: new Date() } })
    await recordAudit(tx, member, {
      action: 'sign-in.end',
      subject: { type: 'person', id: identity.id, name: identity.name },
      detail: { address },
    })
    await identityChanged(tx, member.organizationId, identity.id)
  })
}
