import type { ApprovalStatus, IdentityKind, Origin } from '@sallyport/core'
import type { Db, Prisma } from '@sallyport/db'
import type { Member } from '../context'
import { orNotFound } from '../not-found'
import { type StatementItem, toStatementItem } from '../sessions/to-statement-item'
import { Origin as OriginWord } from '../words'
import { expireApprovals } from './expire-approvals'
import { Impact } from './impact'
import { maskForMember, maskTexts } from './mask-for-member'
import { missingApprovals } from './meets'
import { type PastAnswers, pastAnswers } from './past-answers'
import { supportersOf } from './supporters'
import { type ApprovalItem, toApprovalItem } from './to-item'
import { visibleApprovals } from './visible'
import { whyNoSay, whyNotDecide } from './why-not-decide'

const STATEMENTS_SHOWN = 20

/** A request with what an approver must know to answer it. */
export interface ApprovalDetail extends ApprovalItem {
  /** Values that one may not see are masked in it; what runs is what was sent. */
  readonly isMasked: boolean
  readonly requester: {
    readonly id: string
    readonly name: string
    readonly kind: IdentityKind
    readonly groups: readonly string[]
    readonly ownerId: string | null
    readonly ownerName: string | null
    /** The person for whom it acts: whom its token names, or else its owner. */
    readonly onBehalfOf: string | null
  }
  /** null where access is asked for. */
  readonly session: {
    readonly id: string
    readonly startedAt: Date
    readonly endedAt: Date | null
    readonly clientAddress: string
    readonly clientApplication: string
    readonly clientDriver: string
    readonly origin: Origin
    /** Who else is in the chain of delegation, the nearest first. */
    readonly actors: readonly string[]
    /** What the token was given out for. */
    readonly purpose: string | null
  } | null
  /** What it would touch; null: not known yet, or nothing that could be found out. */
  readonly impact: Impact | null
  /** How such requests were answered before. */
  readonly before: PastAnswers
  /** The last of the session's statements, oldest first. */
  readonly statements: readonly StatementItem[]
  /** What each has said so far, in order. */
  readonly votes: readonly {
    readonly identityId: string
    readonly identityName: string
    readonly verdict: ApprovalStatus
    readonly reason: string | null
    /** A yes to the shape: so often, so long. */
    readonly times: number | null
    readonly minutes: number | null
    readonly at: Date
  }[]
  /** How many people must still approve. */
  readonly missing: number
  readonly canDecide: boolean
  /** Also after one's own yes, while it waits for others. */
  readonly canReject: boolean
  readonly whyNot: string | null
}

const INCLUDE = {
  requester: {
    select: {
      id: true,
      name: true,
      kind: true,
      ownerId: true,
      owner: { select: { name: true } },
      groups: { select: { name: true }, orderBy: { name: 'asc' } },
    },
  },
  votes: {
    orderBy: { at: 'asc' },
    select: {
      identityId: true,
      identityName: true,
      verdict: true,
      reason: true,
      times: true,
      minutes: true,
      at: true,
    },
  },
  session: {
    select: {
      id: true,
      startedAt: true,
      endedAt: true,
      clientAddress: true,
      clientApplication: true,
      clientDriver: true,
      origin: true,
      onBehalfOfName: true,
      actors: true,
      purpose: true,
      statements: { orderBy: { number: 'desc' }, take: STATEMENTS_SHOWN },
    },
  },
} as const

export async function getApproval(db: Db, member: Member, id: string): Promise<ApprovalDetail> {
  await expireApprovals(db)
  const found = await db.approval.findFirst({ where: { ...visibleApprovals(member), id }, include: INCLUDE })
  const { requester, session, votes, ...row } = orNotFound(found, 'request')
  const { owner, groups, ...who } = requester
  const statements = session?.statements ?? []
  const maskOf = await maskForMember(db, member)
  const item = maskTexts(toApprovalItem(row), maskOf)
  const decidable = { ...item, ownerId: row.ownerId, requester, votes }
  const whyNot = whyNotDecide(member, decidable)
  return {
    ...item,
    requester: {
      ...who,
      groups: groups.map(({ name }) => name),
      ownerName: owner?.name ?? null,
      onBehalfOf: session?.onBehalfOfName ?? owner?.name ?? null,
    },
    session: session && toSession(session),
    impact: row.impact === null ? null : Impact.parse(row.impact),
    before: await pastAnswers(db, row),
    statements: statements.toReversed().map((each) => {
      const shown = toStatementItem(each)
      return { ...shown, text: maskOf(shown.text, row.connectionName) }
    }),
    votes,
    missing: missingApprovals(item.requirements, await supportersOf(db, row)),
    canDecide: whyNot === null,
    canReject: item.status === 'pending' && whyNoSay(member, decidable) === null,
    whyNot,
  }
}

type SessionRow = Prisma.ApprovalGetPayload<{ readonly include: typeof INCLUDE }>['session'] & object

function toSession(session: SessionRow) {
  const { statements: _, onBehalfOfName: __, origin, ...row } = session
  return { ...row, origin: OriginWord.parse(origin) }
}
