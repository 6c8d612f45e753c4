import { randomUUID } from 'node:crypto'
import type { Tx } from '@sallyport/db'
import { changes } from '../audit/changes'
import { type Actor, recordAudit } from '../audit/record-audit'
import { passwordContext } from './password-context'
import { renameInRules } from './rename-in-rules'
import { assertSamePlace } from './same-place'
import type { CreateConnection } from './schema'
import { sealSecret } from './seal-secret'
import { CONNECTION_INCLUDE } from './to-item'

/** Registers a connection, with its audit row. The host has been looked at before. */
export async function insertConnection(tx: Tx, masterKey: Buffer, actor: Actor, input: CreateConnection) {
  const { password, passwordReference, closed = false, ...fields } = input
  const id = randomUUID() // known before the row is, since the password is sealed for it
  const context = (isReference: boolean) => passwordContext(id, isReference)
  const secret = sealSecret(masterKey, { password, passwordReference }, context)
  const data = {
    ...fields,
    id,
    organizationId: actor.organizationId,
    sealedPassword: new Uint8Array(),
    closedAt: closed ? new Date() : null,
    ...secret,
  }
  const row = await tx.connection.create({ data, include: CONNECTION_INCLUDE })
  await recordAudit(tx, actor, {
    action: 'connection.create',
    subject: { type: 'connection', id, name: row.name },
    detail: { ...fields, passwordReference: passwordReference ?? null, closed },
  })
  return row
}

type Before = Awaited<ReturnType<typeof insertConnection>>

/** Makes a connection what the input says; without a password the stored one stays, if it goes to the same place. */
export async function changeConnection(
  tx: Tx,
  masterKey: Buffer,
  actor: Actor,
  before: Omit<Before, '_count' | 'sealedPassword'>,
  input: Omit<CreateConnection, 'closed'>,
) {
  const { organizationId } = actor
  const { password, passwordReference, ...fields } = input
  const { id } = before
  const context = (isReference: boolean) => passwordContext(id, isReference)
  const secret = sealSecret(masterKey, { password, passwordReference }, context)
  if (!secret) assertSamePlace(before, fields)
  const row = await tx.connection.update({
    where: { id, organizationId },
    data: { ...fields, ...secret },
    include: CONNECTION_INCLUDE,
  })
  if (before.name !== row.name) await renameInRules(tx, actor, before.name, row.name)
  await recordAudit(tx, actor, {
    action: 'connection.update',
    subject: { type: 'connection', id, name: row.name },
    detail: {
      ...changes({ ...before }, { ...fields, passwordReference: row.passwordReference }),
      passwordChanged: secret !== null,
    },
  })
  return row
}
