import type { IdentityKind } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { Member } from '../context'
import { contains } from '../page'
import { may } from '../permissions'
import { visibleSessions } from '../sessions/visible'

const MOST = 6

/** Things whose names match, as many of each kind as fit under a text field; nothing that the role may not read. */
export interface Found {
  readonly connections: readonly { readonly id: string; readonly name: string; readonly host: string }[]
  readonly identities: readonly { readonly id: string; readonly name: string; readonly kind: IdentityKind }[]
  readonly rules: readonly { readonly id: string; readonly name: string }[]
  readonly sessions: readonly {
    readonly id: string
    readonly identityName: string
    readonly connectionName: string
    readonly startedAt: Date
    readonly live: boolean
  }[]
}

export async function find(db: Db, member: Member, text: string): Promise<Found> {
  const { organizationId } = member
  const named = {
    where: { organizationId, name: contains(text) },
    orderBy: { name: 'asc' },
    take: MOST,
  } as const
  const [connections, identities, rules, sessions] = await Promise.all([
    may(member, 'connection:read')
      ? db.connection.findMany({ ...named, select: { id: true, name: true, host: true } })
      : [],
    may(member, 'identity:read')
      ? db.identity.findMany({ ...named, select: { id: true, name: true, kind: true } })
      : [],
    may(member, 'rule:read') ? db.rule.findMany({ ...named, select: { id: true, name: true } }) : [],
    may(member, 'session:read') ? findSessions(db, member, text) : [],
  ])
  return { connections, identities, rules, sessions }
}

async function findSessions(db: Db, member: Member, text: string): Promise<Found['sessions']> {
  const rows = await db.session.findMany({
    where: {
      ...visibleSessions(member),
      OR: [{ identityName: contains(text) }, { connectionName: contains(text) }],
    },
    orderBy: { startedAt: 'desc' },
    take: MOST,
    select: { id: true, identityName: true, connectionName: true, startedAt: true, endedAt: true },
  })
  return rows.map(({ endedAt, ...row }) => ({ ...row, live: endedAt === null }))
}
