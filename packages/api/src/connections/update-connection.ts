import type { Actor } from '../audit/record-audit'
import type { Services } from '../context'
import { orNameTaken } from '../name-taken'
import { orNotFound } from '../not-found'
import { assertHost } from './assert-host'
import type { UpdateConnection } from './schema'
import { type ConnectionItem, toConnectionItem } from './to-item'
import { changeConnection } from './write-connection'

export async function updateConnection(
  services: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  actor: Actor,
  { id, ...input }: UpdateConnection,
): Promise<ConnectionItem> {
  const { db, masterKey, settings } = services
  const { organizationId } = actor
  await assertHost(input.host, settings.allowedHosts)
  const change = db.$transaction(async (tx) => {
    const before = orNotFound(
      await tx.connection.findFirst({ where: { id, organizationId, protocol: 'postgres' } }),
      'connection',
    )
    return toConnectionItem(await changeConnection(tx, masterKey, actor, before, input))
  })
  return orNameTaken('a connection', input.name, change)
}
