import type { ApprovalModel, Tx } from '@sallyport/db'
import { matchesPattern } from '@sallyport/policy'

/**
 * Has every channel that wants to hear of it told, once the transaction of the change commits: the messages are rows that
 * are written with it, and sent by whichever console comes to them first.
 */
export async function notify(tx: Tx, what: 'requested' | 'settled', approval: ApprovalModel): Promise<void> {
  const { organizationId, connectionName, id: approvalId, kind } = approval
  const event = `${kind === 'access' ? 'access' : 'approval'}.${what}`
  const channels = await tx.notificationChannel.findMany({
    where: { organizationId, enabled: true, events: { has: event } },
    select: { id: true, connections: true },
  })
  const wanted = channels.filter(
    ({ connections }) =>
      connections.length === 0 || connections.some((pattern) => matchesPattern(pattern, connectionName)),
  )
  if (wanted.length === 0) return
  await tx.notificationDelivery.createMany({
    data: wanted.map(({ id: channelId }) => ({ organizationId, channelId, event, approvalId })),
  })
}

/** The same of an alarm, which concerns every connection. */
export async function notifyAlarm(
  tx: Tx,
  organizationId: string,
  event: 'recording.failed' | 'recording.restored',
  detail: string,
): Promise<void> {
  const channels = await tx.notificationChannel.findMany({
    where: { organizationId, enabled: true, events: { has: event } },
    select: { id: true },
  })
  if (channels.length === 0) return
  await tx.notificationDelivery.createMany({
    data: channels.map(({ id: channelId }) => ({ organizationId, channelId, event, detail })),
  })
}
