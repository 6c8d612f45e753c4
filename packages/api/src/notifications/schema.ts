import { z } from 'zod'
import { PageInput } from '../page'
import { Patterns } from '../policy/patterns'
import { ById, Name, text } from '../words'

/** What a channel can be told of. `test` is what the test button sends. */
export const NOTIFICATION_EVENTS = [
  'approval.requested',
  'approval.settled',
  'access.requested',
  'access.settled',
  'recording.failed',
  'recording.restored',
] as const
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number] | 'test'

const MAX_URL_LENGTH = 2_000
const MAX_RECIPIENTS = 50

/** Secrets are in the address of a chat's webhook too, so that an address is never given back. */
const Url = text(MAX_URL_LENGTH).trim().refine(isHttp, 'Give an address that begins with https://')

function isHttp(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, username, password } = new URL(address)
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
}

const Mail = z.email('This is no e-mail address').max(320)

export const MailServer = z.object({
  host: text(253)
    .trim()
    .regex(/^[A-Za-z0-9._:-]+$/, 'A host is a name or an address'),
  port: z.int().min(1).max(65_535),
  /** `tls` from the first byte, `starttls` required, or none. */
  security: z.enum(['tls', 'starttls', 'none']),
  username: text(200).trim().default(''),
  from: Mail,
  /** Empty: whoever can answer the request. */
  to: z.array(Mail).max(MAX_RECIPIENTS).readonly().default([]),
})
export type MailServer = z.infer<typeof MailServer>

const Channel = z.object({
  name: Name,
  enabled: z.boolean().default(true),
  events: z.array(z.enum(NOTIFICATION_EVENTS)).min(1, 'Choose at least one event').readonly(),
  /** Globs of connections' names; empty: all. */
  connections: Patterns,
})

/** What is left out of a channel that is there already stays as it is. */
export const WebhookFields = Channel.extend({ kind: z.literal('webhook'), url: Url.optional() })
export const SlackFields = Channel.extend({ kind: z.literal('slack'), url: Url.optional() })
export const EmailFields = Channel.extend({
  kind: z.literal('email'),
  server: MailServer,
  password: text(1_000).optional(),
})

export const CreateChannel = z.discriminatedUnion('kind', [WebhookFields, SlackFields, EmailFields])
export type CreateChannel = z.infer<typeof CreateChannel>

export const UpdateChannel = z.discriminatedUnion('kind', [
  WebhookFields.extend(ById.shape),
  SlackFields.extend(ById.shape),
  EmailFields.extend(ById.shape),
])
export type UpdateChannel = z.infer<typeof UpdateChannel>

export const ListDeliveries = PageInput.pick({ cursor: true }).extend({
  channelId: z.uuid(),
  status: z.enum(['queued', 'delivered', 'failed']).optional(),
})
export type ListDeliveries = z.infer<typeof ListDeliveries>
