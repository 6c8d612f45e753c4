import { createHmac } from 'node:crypto'
import { SallyportError } from '@sallyport/core'
import type { Message } from '../message'
import { type ChannelSecret, signingKeyOf } from '../secret'
import { type Posted, post } from './post'

/** A webhook as https://www.standardwebhooks.com has it: signed with its id and time, so that none can be replayed. */
export async function sendWebhook(
  id: string,
  message: Message,
  { url, signingSecret }: ChannelSecret,
  allowedHosts: readonly string[],
  now: Date,
): Promise<string> {
  if (!url || !signingSecret) throw new SallyportError('INVALID_INPUT', 'the channel has no address')
  const body = JSON.stringify({ type: message.event, timestamp: message.at, data: message.data })
  const timestamp = String(Math.floor(now.getTime() / 1_000))
  const signature = signWebhook(signingSecret, id, timestamp, body)
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
  return accepted(await post(url, body, headers, allowedHosts))
}

export function signWebhook(secret: string, id: string, timestamp: string, body: string): string {
  const mac = createHmac('sha256', signingKeyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')
  return `v1,${mac}`
}

/** Every answer but 2xx is tried again: a redirect leads nowhere, and a receiver that is wrong today may be mended. */
export function accepted({ status }: Posted): string {
  if (status >= 200 && status < 300) return `answered ${status}`
  throw new SallyportError('TARGET_UNREACHABLE', `it answered ${status}`)
}
