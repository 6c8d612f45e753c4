import type { Actor } from '../audit/record-audit'
import type { Services } from '../context'
import { orNameTaken } from '../name-taken'
import { assertHost } from './assert-host'
import type { CreateConnection } from './schema'
import { type ConnectionItem, toConnectionItem } from './to-item'
import { insertConnection } from './write-connection'

export async function createConnection(
  services: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  actor: Actor,
  input: CreateConnection,
): Promise<ConnectionItem> {
  const { db, masterKey, settings } = services
  await assertHost(input.host, settings.allowedHosts)
  const change = db.$transaction(async (tx) =>
    toConnectionItem(await insertConnection(tx, masterKey, actor, input)),
  )
  return orNameTaken('a connection', input.name, change)
}
