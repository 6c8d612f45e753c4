import { SallyportError } from '@sallyport/core'
import type { NotificationDeliveryModel, Tx } from '@sallyport/db'
import type { Services } from '../context'
import { holds } from '../permissions'
import { Requirements } from '../policy/requirements'
import { sendEmail } from './channels/email'
import { sendSlack } from './channels/slack'
import { sendWebhook } from './channels/webhook'
import { alarmMessage, type Message, messageOf, testMessage } from './message'
import type { NotificationEvent } from './schema'
import { openChannelSecret } from './secret'
import { ChannelSettings } from './to-item'

type With = Pick<Services, 'db' | 'masterKey' | 'settings'>

/** How long after each attempt that failed the next one comes; after the last it is given up. */
const RETRY_AFTER_SECONDS = [5, 30, 120, 600, 1_800, 7_200, 21_600]
/** Longer than any attempt: a console that dies in the middle of one leaves it to another. */
const LEASE_MS = 60_000
const MAX_OUTCOME_LENGTH = 300

/** Sends the next message that is due, if there is one. At least once: a receiver knows it by its id. */
export async function deliverNext(services: With, now = new Date()): Promise<boolean> {
  const delivery = await claim(services, now)
  if (!delivery) return false
  const { id, attempts } = delivery
  try {
    const outcome = await send(services, delivery, now)
    await settle(services, id, { status: 'delivered', outcome, settledAt: now })
  } catch (error) {
    const outcome = reasonOf(error)
    const retryAfter = RETRY_AFTER_SECONDS[attempts - 1]
    if (retryAfter === undefined) await settle(services, id, { status: 'failed', outcome, settledAt: now })
    else await settle(services, id, { outcome, dueAt: new Date(now.getTime() + retryAfter * 1_000) })
  }
  return true
}

/** Takes one for a while. SKIP LOCKED, so that several consoles take different ones and none waits. */
async function claim({ db }: With, now: Date): Promise<NotificationDeliveryModel | null> {
  const [taken] = await db.$queryRaw<{ id: string }[]>`
    UPDATE "NotificationDelivery" SET attempts = attempts + 1, "dueAt" = ${new Date(now.getTime() + LEASE_MS)}
    WHERE id = (SELECT id FROM "NotificationDelivery" WHERE status = 'queued' AND "dueAt" <= ${now}
      ORDER BY "dueAt" FOR UPDATE SKIP LOCKED LIMIT 1)
    RETURNING id`
  return taken ? db.notificationDelivery.findUnique({ where: { id: taken.id } }) : null
}

async function send(services: With, delivery: NotificationDeliveryModel, now: Date): Promise<string> {
  const { db, masterKey, settings } = services
  const { id, channelId, organizationId } = delivery
  const channel = await db.notificationChannel.findFirst({
    where: { id: channelId, organizationId },
    omit: { sealedSecret: false },
  })
  if (!channel) throw new SallyportError('NOT_FOUND', 'the channel is gone')
  if (!channel.enabled && delivery.event !== 'test') throw new SallyportError('DENIED', 'the channel is off')
  const message = await read(services, delivery, channel.name)
  const secret = openChannelSecret(masterKey, channelId, channel.sealedSecret)
  const { allowedHosts } = settings
  if (channel.kind === 'webhook') return sendWebhook(id, message, secret, allowedHosts, now)
  if (channel.kind === 'slack') return sendSlack(message, secret, allowedHosts)
  const { server } = ChannelSettings.parse(channel.settings)
  if (!server) throw new SallyportError('INVALID_INPUT', 'the channel has no mail server')
  const recipients = server.to.length > 0 ? server.to : await whoCanAnswer(db, delivery)
  return sendEmail(message, server, recipients, secret, allowedHosts)
}

async function read(
  { db, settings }: With,
  delivery: NotificationDeliveryModel,
  channel: string,
): Promise<Message> {
  const { approvalId, organizationId, event, detail } = delivery
  if (detail !== null) return alarmMessage(event as NotificationEvent, detail, settings.consoleUrl)
  if (approvalId === null) return testMessage(channel, settings.consoleUrl)
  const approval = await db.approval.findFirst({ where: { id: approvalId, organizationId } })
  if (!approval) throw new SallyportError('NOT_FOUND', 'the request is gone')
  return messageOf(event as NotificationEvent, approval, settings.consoleUrl)
}

/** Approvers with an e-mail address who are asked by the request, never its requester or whom that acts for; of an alarm, who looks after gateways. */
async function whoCanAnswer(
  tx: Tx,
  { organizationId, approvalId, detail }: NotificationDeliveryModel,
): Promise<string[]> {
  const approval = approvalId
    ? await tx.approval.findFirst({ where: { id: approvalId, organizationId } })
    : null
  const asked = approval ? Requirements.parse(approval.requirements).map(({ group }) => group) : []
  const groups = asked.includes(null) ? [] : asked.flatMap((group) => group ?? [])
  const found = await tx.identity.findMany({
    where: {
      organizationId,
      kind: 'person',
      disabledAt: null,
      email: { not: null },
      ...(approval && { id: { notIn: [approval.requesterId, approval.ownerId ?? approval.requesterId] } }),
      ...(groups.length > 0 && { groups: { some: { name: { in: groups } } } }),
    },
    select: { email: true, role: true },
    take: 200,
  })
  return found.flatMap(({ email, role }) =>
    email && holds(role, detail === null ? 'approval:decide' : 'gateway:write') ? email : [],
  )
}

async function settle(
  { db }: With,
  id: string,
  data: { status?: 'delivered' | 'failed'; outcome: string; settledAt?: Date; dueAt?: Date },
): Promise<void> {
  await db.notificationDelivery.updateMany({ where: { id, status: 'queued' }, data })
}

/** Our own words only: an unexpected error may hold an address with its secret. */
function reasonOf(error: unknown): string {
  return error instanceof SallyportError ? error.message.slice(0, MAX_OUTCOME_LENGTH) : 'it could not be sent'
}
