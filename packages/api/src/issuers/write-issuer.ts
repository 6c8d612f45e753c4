import type { IssuerModel, Prisma, Tx } from '@sallyport/db'
import { changes } from '../audit/changes'
import { type Actor, recordAudit } from '../audit/record-audit'
import type { Member, Services } from '../context'
import { FieldError } from '../errors'
import { orNameTaken } from '../name-taken'
import { orNotFound } from '../not-found'
import { assertGroups } from '../policy/assert-groups'
import { policyChanged } from '../policy/changed'
import { endSessions } from '../sessions/end-sessions'
import { revokeTokens } from '../tokens/revoke-tokens'
import { refreshKeys } from './refresh-keys'
import { CreateIssuer, type SetIssuerEnabled, type UpdateIssuer } from './schema'
import { type IssuerItem, toIssuerItem } from './to-issuer'

type Needs = Pick<Services, 'db' | 'settings'>

/** Registers an issuer and fetches its keys at once; what went wrong with them is in the answer. */
export async function createIssuer(
  services: Needs,
  member: Member,
  input: CreateIssuer,
): Promise<IssuerItem> {
  const { organizationId } = member
  const change = services.db.$transaction(async (tx) => {
    await assertFits(tx, services, member, null, input)
    const row = await tx.issuer.create({ data: { organizationId, ...toRow(input) } })
    await recordAudit(tx, member, {
      action: 'issuer.create',
      subject: { type: 'issuer', id: row.id, name: row.name },
      detail: auditable(row),
    })
    await policyChanged(tx, organizationId)
    return row
  })
  const { id } = await orNameTaken('an issuer', input.name, change)
  return withFreshKeys(services, id)
}

/** What its tokens may do can shrink by any change, so the sessions that they opened end. */
export async function updateIssuer(
  services: Needs,
  member: Member,
  { id, ...input }: UpdateIssuer,
): Promise<IssuerItem> {
  const { organizationId } = member
  const change = services.db.$transaction(async (tx) => {
    const before = await find(tx, member, id)
    await assertFits(tx, services, member, id, input)
    const keys = isSameSource(before, input) ? {} : { keysTriedAt: null, keysFetchedAt: null }
    const row = await tx.issuer.update({
      where: { id, organizationId },
      data: { ...toRow(input, isSameSource(before, input)), ...keys },
    })
    await recordAudit(tx, member, {
      action: 'issuer.update',
      subject: { type: 'issuer', id, name: row.name },
      detail: changes(auditable(before), auditable(row)),
    })
    await endSessions(
      tx,
      { organizationId, OR: [{ issuerId: id }, { token: { parent: { issuerId: id } } }] },
      `the issuer ${row.name} was changed`,
    )
    await policyChanged(tx, organizationId)
  })
  await orNameTaken('an issuer', input.name, change)
  return withFreshKeys(services, id)
}

export async function setIssuerEnabled(
  { db }: Needs,
  member: Member,
  { id, enabled }: SetIssuerEnabled,
): Promise<IssuerItem> {
  const { organizationId } = member
  return db.$transaction(async (tx) => {
    await find(tx, member, id)
    const row = await tx.issuer.update({ where: { id, organizationId }, data: { enabled } })
    await recordAudit(tx, member, {
      action: enabled ? 'issuer.enable' : 'issuer.disable',
      subject: { type: 'issuer', id, name: row.name },
    })
    if (!enabled)
      await revokeTokens(tx, organizationId, { issuerId: id }, `the issuer ${row.name} was disabled`)
    await policyChanged(tx, organizationId)
    return toIssuerItem(row)
  })
}

/** Ends what its tokens opened. The identities that came by it stay, for the record names them, but nobody can be them. */
export async function removeIssuer({ db }: Needs, member: Member, id: string): Promise<void> {
  const { organizationId } = member
  await db.$transaction(async (tx) => {
    const { name } = await find(tx, member, id)
    await revokeTokens(tx, organizationId, { issuerId: id }, `the issuer ${name} was removed`)
    await tx.issuer.delete({ where: { id, organizationId } })
    await recordAudit(tx, member, { action: 'issuer.remove', subject: { type: 'issuer', id, name } })
    await policyChanged(tx, organizationId)
  })
}

/** Asks for the keys now. */
export async function fetchIssuerKeys(services: Needs, member: Member, id: string): Promise<IssuerItem> {
  const row = await find(services.db, member, id)
  await refreshKeys(services, row.id, true)
  return toIssuerItem(await find(services.db, member, id))
}

async function withFreshKeys(services: Needs, id: string): Promise<IssuerItem> {
  await refreshKeys(services, id, true)
  return toIssuerItem(await services.db.issuer.findUniqueOrThrow({ where: { id } }))
}

async function find(tx: Tx, { organizationId }: Actor, id: string): Promise<IssuerModel> {
  return orNotFound(await tx.issuer.findFirst({ where: { id, organizationId } }), 'issuer')
}

async function assertFits(
  tx: Tx,
  { settings }: Needs,
  { organizationId }: Actor,
  id: string | null,
  { url, claimRules }: CreateIssuer,
): Promise<void> {
  if (url === settings.consoleUrl)
    throw new FieldError(
      'INVALID_INPUT',
      'url',
      'This is the console itself, whose tokens are accepted anyway',
    )
  const taken = await tx.issuer.findFirst({ where: { organizationId, url, ...(id && { id: { not: id } }) } })
  if (taken) throw new FieldError('CONFLICT', 'url', `“${taken.name}” is this issuer already`)
  for (const [index, { groups }] of claimRules.entries())
    await assertGroups(tx, organizationId, `claimRules.${index}.groups`, groups)
}

function isSameSource(row: IssuerModel, { url, keysFrom, jwksUrl }: CreateIssuer): boolean {
  return row.url === url && row.keysFrom === keysFrom && row.jwksUrl === jwksUrl
}

/** Pasted keys come from the form; fetched ones are kept while their source is the same, and forgotten with it. */
function toRow({ jwks, ...input }: CreateIssuer, keepsKeys = false) {
  const { keysFrom, claimRules, algorithms, authorizedParties } = input
  const keys = keysFrom === 'pasted' ? jwks : keepsKeys ? undefined : { keys: [] }
  return {
    ...input,
    algorithms: [...algorithms],
    authorizedParties: [...authorizedParties],
    claimRules: claimRules.map((rule) => ({
      ...rule,
      when: rule.when.map((test) => ({ ...test })),
      groups: [...rule.groups],
    })),
    ...(keys && { jwks: asJson(keys) }),
  }
}

function asJson(value: object): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject
}

function auditable({
  name,
  url,
  audience,
  algorithms,
  authorizedParties,
  maxTokenHours,
  keysFrom,
  ...row
}: IssuerModel) {
  const { jwksUrl, claimRules, linkByEmail } = row
  return {
    name,
    url,
    audience,
    algorithms,
    authorizedParties,
    maxTokenHours,
    keysFrom,
    jwksUrl,
    claimRules: JSON.stringify(claimRules),
    linkByEmail,
  }
}
