import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { orNotFound } from '../not-found'
import { type Page, pageArguments, toPage } from '../page'
import type { ListDeliveries } from './schema'
import { type ChannelItem, type DeliveryItem, toChannelItem, toDeliveryItem } from './to-item'

const MAX_CHANNELS = 200

export interface ListedChannel extends ChannelItem {
  /** The newest message and what became of it. */
  readonly last: DeliveryItem | null
}

export async function listChannels(
  db: Db,
  organizationId: string,
): Promise<{ readonly items: readonly ListedChannel[] }> {
  const rows = await db.notificationChannel.findMany({
    where: { organizationId },
    orderBy: { name: 'asc' },
    take: MAX_CHANNELS,
    include: { deliveries: { orderBy: { createdAt: 'desc' }, take: 1 } },
  })
  const items = rows.map(({ deliveries: [last], ...row }) => ({
    ...toChannelItem(row),
    last: last ? toDeliveryItem(last) : null,
  }))
  return { items }
}

export async function getChannel(db: Db, organizationId: string, id: string): Promise<ChannelItem> {
  return toChannelItem(
    orNotFound(await db.notificationChannel.findFirst({ where: { id, organizationId } }), 'channel'),
  )
}

export async function listDeliveries(
  db: Db,
  organizationId: string,
  input: ListDeliveries,
): Promise<Page<DeliveryItem>> {
  const { channelId, status } = input
  await getChannel(db, organizationId, channelId)
  const rows = await db.notificationDelivery.findMany({
    where: { organizationId, channelId, ...(status && { status }) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    ...pageArguments(input),
  })
  return toPage(rows, toDeliveryItem)
}

/** Sends a message that is about nothing, by the same way as all others. */
export async function testChannel(db: Db, member: Member, id: string): Promise<DeliveryItem> {
  const { organizationId } = member
  const { name } = await getChannel(db, organizationId, id)
  return db.$transaction(async (tx) => {
    const row = await tx.notificationDelivery.create({
      data: { organizationId, channelId: id, event: 'test' },
    })
    await recordAudit(tx, member, {
      action: 'notification-channel.test',
      subject: { type: 'notification-channel', id, name },
    })
    return toDeliveryItem(row)
  })
}

/** Tries a message again that was given up. */
export async function sendAgain(db: Db, { organizationId }: Member, id: string): Promise<void> {
  const where = { id, organizationId }
  orNotFound(await db.notificationDelivery.findFirst({ where }), 'message')
  const { count } = await db.notificationDelivery.updateMany({
    where: { ...where, status: 'failed' },
    data: { status: 'queued', attempts: 0, dueAt: new Date(), settledAt: null },
  })
  if (count === 0) throw new SallyportError('CONFLICT', 'Only what was given up is sent again')
}
