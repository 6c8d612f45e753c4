import { randomUUID } from 'node:crypto'
import { seal } from '@sallyport/secrets'
import { type Actor, recordAudit } from '../audit/record-audit'
import type { Services } from '../context'
import { orNameTaken } from '../name-taken'
import { assertHost } from './assert-host'
import { passwordContext } from './password-context'
import type { CreateConnection } from './schema'
import { CONNECTION_INCLUDE, type ConnectionItem, toConnectionItem } from './to-item'

export async function createConnection(
  services: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  actor: Actor,
  input: CreateConnection,
): Promise<ConnectionItem> {
  const { db, masterKey, settings } = services
  const { password, ...fields } = input
  await assertHost(fields.host, settings.allowedHosts)

  const id = randomUUID() // known before the row is, since the password is sealed for it
  const sealedPassword = new Uint8Array(seal(masterKey, password, passwordContext(id)))
  const change = db.$transaction(async (tx) => {
    const data = { ...fields, id, organizationId: actor.organizationId, sealedPassword }
    const connection = await tx.connection.create({ data, include: CONNECTION_INCLUDE })
    await recordAudit(tx, actor, {
      action: 'connection.create',
      subject: { type: 'connection', id, name: connection.name },
      detail: fields,
    })
    return toConnectionItem(connection)
  })
  return orNameTaken('a connection', fields.name, change)
}
