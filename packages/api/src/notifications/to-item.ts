import type { NotificationChannelModel, NotificationDeliveryModel } from '@sallyport/db'
import { z } from 'zod'
import { MailServer, NOTIFICATION_EVENTS } from './schema'

/** What of a channel may be seen: the host of its address, never the address. */
export const ChannelSettings = z.object({ host: z.string().optional(), server: MailServer.optional() })
export type ChannelSettings = z.infer<typeof ChannelSettings>

export interface ChannelItem {
  readonly id: string
  readonly kind: 'webhook' | 'slack' | 'email'
  readonly name: string
  readonly enabled: boolean
  readonly events: readonly (typeof NOTIFICATION_EVENTS)[number][]
  readonly connections: readonly string[]
  readonly settings: ChannelSettings
  readonly updatedAt: Date
}

export interface DeliveryItem {
  readonly id: string
  readonly event: string
  readonly approvalId: string | null
  readonly status: 'queued' | 'delivered' | 'failed'
  readonly attempts: number
  /** When it is tried next. */
  readonly dueAt: Date
  /** What came of the last attempt. */
  readonly outcome: string | null
  readonly createdAt: Date
  readonly settledAt: Date | null
}

type ChannelRow = Omit<NotificationChannelModel, 'sealedSecret'>

export function toChannelItem(row: ChannelRow): ChannelItem {
  const { id, kind, name, enabled, connections, updatedAt } = row
  return {
    id,
    kind,
    name,
    enabled,
    events: z.array(z.enum(NOTIFICATION_EVENTS)).parse(row.events),
    connections,
    settings: ChannelSettings.parse(row.settings),
    updatedAt,
  }
}

export function toDeliveryItem(row: NotificationDeliveryModel): DeliveryItem {
  const { id, event, approvalId, status, attempts, dueAt, outcome, createdAt, settledAt } = row
  return { id, event, approvalId, status, attempts, dueAt, outcome, createdAt, settledAt }
}
