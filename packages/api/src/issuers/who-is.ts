import { type IdentityKind, type Origin, SallyportError } from '@sallyport/core'
import type { IssuerModel, Tx } from '@sallyport/db'
import { type Claims, type Mapped, mapClaims } from '@sallyport/identity'
import { recordAudit } from '../audit/record-audit'
import { claimRulesOf } from './to-issuer'

/** Somebody whom the console knows, with the groups that count now. */
export interface Known {
  readonly id: string
  readonly kind: IdentityKind
  readonly name: string
  readonly groups: readonly string[]
}

/** Who uses a token: an identity, and the person for whom it acts. */
export interface Bearer {
  readonly identity: Known & { readonly origin: Origin }
  readonly onBehalfOf: { readonly id: string; readonly name: string } | null
  /** Who is behind the first actor, the nearest first, as the issuer names them. */
  readonly actors: readonly string[]
}

/** What an issuer's verified token says, as far as it matters to who it is. */
export interface ForeignToken {
  readonly subject: string
  readonly claims: Claims
  readonly actors: readonly string[]
}

/**
 * Who it is that came with another issuer's token. The issuer's rules say what its claims mean; an agent that is new is
 * made, a person has to be known. With `act` (RFC 8693) the actor is who comes, and the subject is for whom.
 * Throws DENIED: the token is good, but nobody is let in by it.
 */
export async function whoIs(tx: Tx, issuer: IssuerModel, token: ForeignToken): Promise<Bearer> {
  const { claims, subject, actors } = token
  const [actor, ...others] = actors
  if (actor === undefined) {
    const identity = await know(tx, issuer, { subject, claims })
    return { identity: { ...identity, origin: originOf(identity.kind, null) }, onBehalfOf: null, actors: [] }
  }
  const identity = await know(tx, issuer, {
    subject: actor,
    claims: { iss: claims['iss'], ...actOf(claims) },
  })
  if (identity.kind !== 'agent')
    throw refusal(issuer, `“${actor}” acts for “${subject}”, and only an agent acts for somebody`)
  const { act: _, ...own } = claims
  const principal = await know(tx, issuer, { subject, claims: own })
  const person = principal.kind === 'person' ? { id: principal.id, name: principal.name } : null
  const behind = person ? others : [principal.name, ...others]
  return { identity: { ...identity, origin: originOf('agent', person) }, onBehalfOf: person, actors: behind }
}

/** What is verified says no more of a person's token than whose it is: it may be in anybody's hands. */
function originOf(kind: IdentityKind, onBehalfOf: object | null): Origin {
  if (kind === 'person') return 'unknown'
  return onBehalfOf ? 'delegated-agent' : 'autonomous-agent'
}

interface Party {
  readonly subject: string
  readonly claims: Claims
}

async function know(tx: Tx, issuer: IssuerModel, { subject, claims }: Party): Promise<Known> {
  const { mapped, ...why } = mapClaims(claims, claimRulesOf(issuer))
  if (!mapped) {
    const reasons = 'reasons' in why ? why.reasons : []
    throw refusal(issuer, `no rule says who “${subject}” is`, reasons)
  }
  const row =
    mapped.kind === 'agent'
      ? await knowAgent(tx, issuer, mapped)
      : await knowPerson(tx, issuer, subject, claims)
  if (row.disabledAt || row.owner?.disabledAt) throw refusal(issuer, `${row.name} is disabled`)
  const { organizationId } = issuer
  const named = await tx.group.findMany({
    where: { organizationId, name: { in: [...mapped.groups] } },
    select: { name: true },
  })
  const groups = new Set([...row.groups, ...named].map(({ name }) => name))
  return { id: row.id, kind: row.kind, name: row.name, groups: [...groups].sort() }
}

const INCLUDE = {
  groups: { select: { name: true } },
  owner: { select: { disabledAt: true } },
} as const

/** An agent is who the issuer's rules call by that name; the first time, it is made. */
async function knowAgent(tx: Tx, issuer: IssuerModel, { name, owner }: Mapped) {
  const { organizationId } = issuer
  const ownerId = owner === null ? null : await ownerOf(tx, issuer, owner)
  const linked = await findLinked(tx, issuer, name, 'agent')
  if (linked) {
    if (owner !== null && linked.ownerId !== ownerId)
      return tx.identity.update({
        where: { id: linked.id, organizationId },
        data: { ownerId },
        include: INCLUDE,
      })
    return linked
  }
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${issuer.id} ${name}`}, 0))`
  const meanwhile = await findLinked(tx, issuer, name, 'agent')
  if (meanwhile) return meanwhile
  const taken = await tx.identity.findFirst({ where: { organizationId, name }, select: { id: true } })
  if (taken) throw refusal(issuer, `there is another identity named “${name}”`)
  const data = { organizationId, kind: 'agent', role: 'agent', name, ownerId } as const
  const row = await tx.identity.create({
    data: { ...data, links: { create: { issuerId: issuer.id, subject: name } } },
    include: INCLUDE,
  })
  await recordAudit(
    tx,
    { type: 'system', organizationId },
    {
      action: 'identity.create',
      subject: { type: 'agent', id: row.id, name },
      detail: { issuer: issuer.name, owner },
    },
  )
  return row
}

/** A person is who the issuer calls by that `sub`, for good: an e-mail address changes hands, and links once at most. */
async function knowPerson(tx: Tx, issuer: IssuerModel, subject: string, claims: Claims) {
  const linked = await findLinked(tx, issuer, subject, 'person')
  if (linked) return linked
  const { organizationId, id: issuerId } = issuer
  const { email, email_verified: isVerified } = claims
  const byEmail =
    issuer.linkByEmail && isVerified === true && typeof email === 'string'
      ? await tx.identity.findFirst({
          where: {
            organizationId,
            kind: 'person',
            email: email.toLowerCase(),
            links: { none: { issuerId } },
          },
          include: INCLUDE,
        })
      : null
  if (!byEmail) throw refusal(issuer, `the person “${subject}” is not known here`)
  await tx.identityLink.create({ data: { issuerId, subject, identityId: byEmail.id } })
  await recordAudit(
    tx,
    { type: 'system', organizationId },
    {
      action: 'identity.link',
      subject: { type: 'person', id: byEmail.id, name: byEmail.name },
      detail: { issuer: issuer.name, sub: subject },
    },
  )
  return byEmail
}

async function findLinked(
  tx: Tx,
  { id: issuerId, organizationId }: IssuerModel,
  subject: string,
  kind: IdentityKind,
) {
  const link = { issuerId, subject }
  const row = await tx.identity.findFirst({
    where: { organizationId, kind, links: { some: link } },
    include: INCLUDE,
  })
  if (row) await tx.identityLink.updateMany({ where: link, data: { lastSeenAt: new Date() } })
  return row
}

async function ownerOf(tx: Tx, issuer: IssuerModel, email: string): Promise<string> {
  const { organizationId } = issuer
  const found = await tx.identity.findFirst({
    where: { organizationId, kind: 'person', email: email.toLowerCase() },
    select: { id: true },
  })
  if (!found) throw refusal(issuer, `its owner “${email}” is not known here`)
  return found.id
}

function actOf({ act }: Claims): Claims {
  return typeof act === 'object' && act !== null ? (act as Claims) : {}
}

function refusal(
  { name }: Pick<IssuerModel, 'name'>,
  why: string,
  reasons: readonly string[] = [],
): SallyportError {
  const more = reasons.length > 0 ? ` (${reasons.slice(0, 3).join('; ')})` : ''
  return new SallyportError('DENIED', `the token of ${name} is good, but ${why}${more}`, {
    hint: 'Ask an admin of the console to look at this issuer’s rules.',
  })
}
