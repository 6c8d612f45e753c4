import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { GatewayCaller } from '../context'
import { publish } from '../live/publish'
import type { FinishTest } from './schema'

/** Notes what a test found, by the gateway that took it, and forgets the password that was tried. */
export async function finishTest(db: Db, gateway: GatewayCaller, { id, result }: FinishTest): Promise<void> {
  const { organizationId } = gateway
  await db.$transaction(async (tx) => {
    const { count } = await tx.connectionTest.updateMany({
      where: { id, organizationId, takenById: gateway.id, finishedAt: null },
      data: { result, finishedAt: new Date(), sealedPassword: new Uint8Array() },
    })
    if (count === 0) throw new SallyportError('CONFLICT', 'This test is not yours, or is finished already')
    await recordAudit(tx, gateway, {
      action: 'connection.test-finished',
      subject: { type: 'connection-test', id },
      detail: { ok: result.ok, stage: result.stage },
    })
    await publish(tx, { topic: 'test-result', organizationId, id })
  })
}
