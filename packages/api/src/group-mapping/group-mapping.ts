import type { Db, Tx } from '@sallyport/db'
import type { Claims } from '@sallyport/identity'
import { z } from 'zod'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { FieldError } from '../errors'
import { assertGroups } from '../policy/assert-groups'
import { type MappingOutcome, mapGroups } from './map-groups'
import { type GroupMapping, MappingRule, type TryMapping } from './schema'

const Rules = z.array(MappingRule).readonly()

export async function readMapping(tx: Tx, organizationId: string): Promise<readonly MappingRule[]> {
  const { groupMapping } = await tx.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { groupMapping: true },
  })
  return Rules.parse(groupMapping)
}

/** Holds from each person's next sign-in by the provider on. */
export async function setMapping(db: Db, member: Member, { rules }: GroupMapping): Promise<void> {
  const { organizationId: id } = member
  const plain = rules.map((rule) => ({ ...rule, groups: [...rule.groups] }))
  await db.$transaction(async (tx) => {
    await assertGroups(tx, id, 'rules', [...new Set(plain.flatMap(({ groups }) => groups))])
    const before = await readMapping(tx, id)
    await tx.organization.update({ where: { id }, data: { groupMapping: plain } })
    await recordAudit(tx, member, {
      action: 'settings.group-mapping',
      subject: { type: 'settings', name: 'Group mapping' },
      detail: {
        before: before.map((rule) => ({ ...rule, groups: [...rule.groups] })),
        after: plain,
      },
    })
  })
}

export interface TriedMapping extends MappingOutcome {
  /** The claims that it was tried with. */
  readonly claims: Claims
}

/** What rules would make of claims; nothing changes by it. */
export async function tryMapping(db: Db, member: Member, input: TryMapping): Promise<TriedMapping> {
  const claims = input.claims === undefined ? await lastClaims(db, member) : parseClaims(input.claims)
  return { claims, ...mapGroups(claims, input.rules) }
}

async function lastClaims(db: Db, { id }: Member): Promise<Claims> {
  const last = await db.providerSignIn.findUnique({ where: { identityId: id }, select: { claims: true } })
  if (last) return z.record(z.string(), z.unknown()).parse(last.claims)
  throw new FieldError('CONFLICT', 'claims', 'You have not signed in by the identity provider yet')
}

function parseClaims(text: string): Claims {
  const parsed = z.record(z.string(), z.unknown()).safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  throw new FieldError('INVALID_INPUT', 'claims', 'Give the claims as a JSON object: { "groups": ["…"] }')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // said as every other input that is no object
  }
}
