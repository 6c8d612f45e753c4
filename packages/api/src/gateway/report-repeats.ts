import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { GatewayCaller } from '../context'
import { lockSession } from './lock-session'
import type { ReportRepeats } from './schema'

/** Somebody tries what is denied again and again: people shall know. */
export async function reportRepeats(
  db: Db,
  gateway: GatewayCaller,
  { sessionId, rule, what, times }: ReportRepeats,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { identityName, connectionName } = await lockSession(tx, gateway, sessionId)
    await recordAudit(tx, gateway, {
      action: 'session.repeated-denial',
      subject: { type: 'session', id: sessionId, name: identityName },
      detail: { connection: connectionName, what, times, ...(rule && { rule }) },
    })
  })
}
