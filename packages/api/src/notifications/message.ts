import type { ApprovalStatus } from '@sallyport/core'
import type { ApprovalModel } from '@sallyport/db'
import { type ApprovalItem, toApprovalItem } from '../approvals/to-item'
import type { NotificationEvent } from './schema'

/**
 * What is said of a request. The statement itself is not: it may hold values that are nobody's business, and who answers
 * has to read it in the console, where it is shown in full. The link opens the request and never answers it.
 */
export interface Message {
  readonly event: NotificationEvent
  readonly at: string
  readonly title: string
  readonly lines: readonly string[]
  readonly data: MessageData
}

export interface MessageData {
  readonly id: string
  readonly kind: 'statement' | 'access' | 'alarm' | 'test'
  readonly status: ApprovalStatus
  readonly requester: string
  readonly connection: string
  readonly rule: string | null
  /** `verb resource`, each once. */
  readonly effects: readonly string[]
  readonly reason: string | null
  readonly decidedBy: string | null
  readonly requestedAt: string
  readonly expiresAt: string
  readonly url: string
}

const MAX_EFFECTS = 10
const OUTCOMES: Readonly<Record<ApprovalStatus, string>> = {
  pending: 'waits',
  approved: 'approved',
  consumed: 'approved and run',
  rejected: 'rejected',
  expired: 'over: nobody answered, or its time has passed',
  cancelled: 'withdrawn',
}

export function messageOf(event: NotificationEvent, row: ApprovalModel, consoleUrl: string): Message {
  const item = toApprovalItem(row)
  const { kind, status, requesterName, connectionName, ruleName, expiresAt, decidedByName, statedReason } =
    item
  const what = kind === 'access' ? 'access to' : 'a statement on'
  const isAsked = event.endsWith('.requested') && status === 'pending'
  const effects = effectsOf(item)
  return {
    event,
    at: new Date().toISOString(),
    title: isAsked
      ? `${requesterName} asks for ${what} ${connectionName}`
      : `${requesterName}, ${what} ${connectionName}: ${OUTCOMES[status]}`,
    lines: [
      ...effects.map((effect) => `What: ${effect}`),
      ...(ruleName ? [`Held by: ${ruleName}`] : []),
      ...(statedReason ? [`Why, in their own word: ${statedReason}`] : []),
      ...(decidedByName ? [`Answered by: ${decidedByName}`] : []),
      ...(isAsked ? [`Waits until: ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`] : []),
    ],
    data: {
      id: item.id,
      kind,
      status,
      requester: requesterName,
      connection: connectionName,
      rule: ruleName || null,
      effects,
      reason: statedReason,
      decidedBy: decidedByName,
      requestedAt: item.requestedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      url: `${consoleUrl}/approvals/${item.id}`,
    },
  }
}

/** Of an alarm: what is wrong, or that it is over, in words that hold nothing of what is recorded. */
export function alarmMessage(event: NotificationEvent, detail: string, consoleUrl: string): Message {
  const title = event === 'recording.restored' ? 'Recordings are kept again' : 'Recordings cannot be kept'
  return withoutRequest({ event, title, lines: [detail] }, 'alarm', consoleUrl)
}

/** What the test button sends: nothing of anybody. */
export function testMessage(channel: string, consoleUrl: string): Message {
  const title = `Sallyport reaches the channel ${channel}`
  const lines = ['This is a test. Requests that wait for an answer will look like this.']
  return withoutRequest({ event: 'test', title, lines }, 'test', `${consoleUrl}/approvals`)
}

function withoutRequest(
  said: Pick<Message, 'event' | 'title' | 'lines'>,
  kind: 'alarm' | 'test',
  url: string,
): Message {
  const at = new Date().toISOString()
  return {
    ...said,
    at,
    data: {
      id: '',
      kind,
      status: 'pending',
      requester: '',
      connection: '',
      rule: null,
      effects: [],
      reason: null,
      decidedBy: null,
      requestedAt: at,
      expiresAt: at,
      url,
    },
  }
}

function effectsOf({ access, operations }: ApprovalItem): string[] {
  if (access && access.unmasked.length > 0) return access.unmasked.map((column) => `see ${column} unmasked`)
  const all = access
    ? access.verbs.map((verb) => `${verb} ${access.resources.join(', ') || 'everything'}`)
    : operations.map(({ verb, resource }) => `${verb} ${resource}`)
  return [...new Set(all)].slice(0, MAX_EFFECTS)
}
