import type { Db } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNameTaken } from '../name-taken'
import type { CreateGroup } from './schema'

export interface GroupItem {
  readonly id: string
  readonly name: string
  readonly members: number
}

export async function createGroup(db: Db, actor: Actor, { name }: CreateGroup): Promise<GroupItem> {
  const change = db.$transaction(async (tx) => {
    const { id } = await tx.group.create({ data: { organizationId: actor.organizationId, name } })
    await recordAudit(tx, actor, { action: 'group.create', subject: { type: 'group', id, name } })
    return { id, name, members: 0 }
  })
  return orNameTaken('a group', name, change)
}
