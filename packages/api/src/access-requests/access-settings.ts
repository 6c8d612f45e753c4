import type { Db } from '@sallyport/db'
import { changes } from '../audit/changes'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { assertGroups } from '../policy/assert-groups'
import { groupsNamed, Requirements } from '../policy/requirements'
import type { AccessSettings } from './schema'

const SELECT = { accessRequirements: true, accessMaxMinutes: true } as const

export async function getAccessSettings(db: Db, organizationId: string): Promise<AccessSettings> {
  const found = await db.organization.findUniqueOrThrow({ where: { id: organizationId }, select: SELECT })
  return { requirements: Requirements.parse(found.accessRequirements), maxMinutes: found.accessMaxMinutes }
}

/** Requests that wait already keep what was asked for when they were made. */
export async function setAccessSettings(db: Db, member: Member, input: AccessSettings): Promise<void> {
  const { organizationId: id } = member
  const before = await getAccessSettings(db, id)
  await db.$transaction(async (tx) => {
    await assertGroups(tx, id, 'requirements', groupsNamed(input.requirements))
    await tx.organization.update({
      where: { id },
      data: { accessRequirements: [...input.requirements], accessMaxMinutes: input.maxMinutes },
    })
    await recordAudit(tx, member, {
      action: 'settings.access',
      subject: { type: 'settings', name: 'Access requests' },
      detail: changes(auditable(before), auditable(input)),
    })
  })
}

function auditable({ requirements, maxMinutes }: AccessSettings) {
  return { requirements: [...requirements], maxMinutes }
}
