import { randomUUID } from 'node:crypto'
import { SallyportError } from '@sallyport/core'
import type { Db, Tx } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import type { Services } from '../context'
import { FieldError } from '../errors'
import { publish } from '../live/publish'
import { orNotFound } from '../not-found'
import { assertHost } from './assert-host'
import { testPasswordContext } from './password-context'
import { assertSamePlace } from './same-place'
import { type ConnectionSettings, type TestConnection, TestResult } from './schema'
import { sealSecret } from './seal-secret'

const ANSWER_WITHIN_MS = 20_000

/** Lets a gateway try the settings, for what counts is whether the gateway reaches the target. */
export async function testConnection(
  { db, masterKey, live, settings }: Services,
  actor: Actor,
  { id, password, passwordReference, ...fields }: TestConnection,
): Promise<TestResult> {
  await assertHost(fields.host, settings.allowedHosts)
  const { organizationId } = actor
  const testId = randomUUID()
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
  const messages = await live.subscribe(signal)

  await db.$transaction(async (tx) => {
    const context = (isReference: boolean) => testPasswordContext(testId, isReference)
    const given = sealSecret(masterKey, { password, passwordReference }, context)
    const sealed = given
      ? {
          sealedFor: testId,
          sealedPassword: given.sealedPassword,
          isReference: given.passwordReference !== null,
        }
      : await storedPassword(tx, organizationId, id, fields)
    await tx.connectionTest.create({ data: { id: testId, organizationId, settings: fields, ...sealed } })
    await recordAudit(tx, actor, {
      action: 'connection.test',
      subject: { type: 'connection', id: id ?? null, name: `${fields.host}:${fields.port}` },
      detail: fields,
    })
    await publish(tx, { topic: 'test', organizationId, id: testId })
  })

  for await (const message of messages) {
    if (message.topic !== 'missed' && !(message.topic === 'test-result' && message.id === testId)) continue
    const result = await readResult(db, testId)
    if (result) return result
  }
  throw new SallyportError('UNAVAILABLE', 'No gateway answered the test', {
    hint: 'The test runs on a gateway, since it is what connects to targets. Check that one is online.',
  })
}

async function storedPassword(
  tx: Tx,
  organizationId: string,
  id: string | undefined,
  fields: ConnectionSettings,
) {
  if (!id) throw new FieldError('INVALID_INPUT', 'password', 'Give the password')
  const found = await tx.connection.findFirst({
    where: { id, organizationId, protocol: 'postgres' },
    omit: { sealedPassword: false },
  })
  const stored = orNotFound(found, 'connection')
  assertSamePlace(stored, fields)
  const { sealedPassword, passwordReference } = stored
  return { sealedFor: id, sealedPassword, isReference: passwordReference !== null }
}

async function readResult(db: Db, id: string): Promise<TestResult | null> {
  const row = await db.connectionTest.findUnique({ where: { id }, select: { result: true } })
  return row?.result ? TestResult.parse(row.result) : null
}
