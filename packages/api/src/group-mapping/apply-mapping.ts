import type { Role } from '@sallyport/core'
import type { Prisma, Tx } from '@sallyport/db'
import type { Claims } from '@sallyport/identity'
import { recordAudit } from '../audit/record-audit'
import { identityChanged } from '../identities/changed'
import { endSessions } from '../sessions/end-sessions'
import { readMapping } from './group-mapping'
import { changeOfGroups, mapGroups } from './map-groups'

interface Person {
  readonly id: string
  readonly name: string
  readonly organizationId: string
}

/** What is of the one sign-in, and nobody's business afterwards. */
const OF_THE_SIGN_IN = ['nonce', 'at_hash', 'c_hash', 's_hash', 'sid', 'jti', 'auth_time', 'acr', 'amr']
const MOST_KEPT = 32_768

/** Gives a person what the provider's claims say at this sign-in, and takes what an earlier one gave and this does not. */
export async function applyMapping(tx: Tx, person: Person, claims: Claims): Promise<void> {
  const { id, name, organizationId } = person
  await tx.$queryRaw`SELECT 1 FROM "Identity" WHERE id = ${id}::uuid FOR UPDATE`
  const { role, groups } = await tx.identity.findUniqueOrThrow({
    where: { id },
    select: { role: true, groups: { select: { name: true } } },
  })
  const before = await tx.providerSignIn.findUnique({ where: { identityId: id } })
  const outcome = mapGroups(claims, await readMapping(tx, organizationId))
  const current = groups.map((group) => group.name)
  const there = await tx.group.findMany({
    where: { organizationId, name: { in: [...outcome.groups] } },
    select: { name: true },
  })
  const wanted = there.map((group) => group.name)
  const { add, remove, mapped } = changeOfGroups(current, before?.mappedGroups ?? [], wanted)
  const next = await roleAfter(tx, person, role, outcome.role, before?.ownRole ?? null)

  const kept = { claims: keptOf(claims), mappedGroups: [...mapped], ownRole: next.ownRole, at: new Date() }
  await tx.providerSignIn.upsert({
    where: { identityId: id },
    create: { identityId: id, ...kept },
    update: kept,
  })
  if (add.length === 0 && remove.length === 0 && next.role === role) return

  const named = (group: string) => ({ organizationId_name: { organizationId, name: group } })
  await tx.identity.update({
    where: { id },
    data: {
      role: next.role,
      groups: { connect: add.map(named), disconnect: remove.map(named) },
    },
  })
  await recordAudit(
    tx,
    { type: 'system', organizationId },
    {
      action: 'identity.map-groups',
      subject: { type: 'person', id, name },
      detail: {
        added: [...add],
        removed: [...remove],
        ...(next.role !== role && { role: { from: role, to: next.role } }),
      },
    },
  )
  if (remove.length > 0) {
    await endSessions(tx, { organizationId, identityId: id }, `no longer in the group ${remove.join(', ')}`)
  }
  await identityChanged(tx, organizationId, id)
}

/** The role that they have after it, and the one that they get back when no rule says one any more. */
async function roleAfter(
  tx: Tx,
  { id, organizationId }: Person,
  current: Role,
  wanted: Role | null,
  own: Role | null,
): Promise<{ readonly role: Role; readonly ownRole: Role | null }> {
  const role = wanted ?? own ?? current
  const ownRole = wanted === null ? null : (own ?? current)
  if (current !== 'admin' || role === 'admin') return { role, ownRole }
  // Nobody who could undo it would be left: the last admin stays one, whatever the provider says.
  await tx.$queryRaw`SELECT id FROM "Organization" WHERE id = ${organizationId}::uuid FOR UPDATE`
  const others = await tx.identity.count({
    where: { organizationId, role: 'admin', kind: 'person', disabledAt: null, id: { not: id } },
  })
  return others > 0 ? { role, ownRole } : { role: current, ownRole: own }
}

/** For trying rules with it. Claims beyond all measure are left out. */
function keptOf(claims: Claims): Prisma.InputJsonObject {
  const kept = Object.fromEntries(Object.entries(claims).filter(([name]) => !OF_THE_SIGN_IN.includes(name)))
  const text = JSON.stringify(kept, (_, value) =>
    typeof value === 'string' ? value.replaceAll('\0', '') : value,
  )
  // The database's JSON has no NUL, not even in a name.
  return text.length > MOST_KEPT || text.includes('\\u0000') ? {} : JSON.parse(text)
}
