import { seal } from '@sallyport/secrets'
import { changes } from '../audit/changes'
import { type Actor, recordAudit } from '../audit/record-audit'
import type { Services } from '../context'
import { orNameTaken } from '../name-taken'
import { orNotFound } from '../not-found'
import { assertHost } from './assert-host'
import { passwordContext } from './password-context'
import { assertSamePlace } from './same-place'
import type { UpdateConnection } from './schema'
import { CONNECTION_INCLUDE, type ConnectionItem, toConnectionItem } from './to-item'

export async function updateConnection(
  services: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  actor: Actor,
  input: UpdateConnection,
): Promise<ConnectionItem> {
  const { db, masterKey, settings } = services
  const { organizationId } = actor
  const { id, password, ...fields } = input
  await assertHost(fields.host, settings.allowedHosts)

  const change = db.$transaction(async (tx) => {
    const before = orNotFound(await tx.connection.findFirst({ where: { id, organizationId } }), 'connection')
    if (password === undefined) assertSamePlace(before, fields)
    const sealed = password !== undefined && {
      sealedPassword: new Uint8Array(seal(masterKey, password, passwordContext(id))),
    }
    const after = await tx.connection.update({
      where: { id, organizationId },
      data: { ...fields, ...sealed },
      include: CONNECTION_INCLUDE,
    })
    await recordAudit(tx, actor, {
      action: 'connection.update',
      subject: { type: 'connection', id, name: after.name },
      detail: { ...changes({ ...before }, fields), passwordChanged: password !== undefined },
    })
    return toConnectionItem(after)
  })
  return orNameTaken('a connection', fields.name, change)
}
