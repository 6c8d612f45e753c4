import type { RouterInputs, RouterOutputs } from '~/trpc/types'

export type Channel = RouterOutputs['notifications']['get']
export type Kind = Channel['kind']

export const KIND_WORDS: Readonly<Record<Kind, { readonly label: string; readonly hint: string }>> = {
  webhook: { label: 'Webhook', hint: 'Signed JSON, as standardwebhooks.com has it' },
  slack: { label: 'Chat', hint: 'An incoming webhook of Slack, Mattermost and the like' },
  email: { label: 'E-mail', hint: 'By your own mail server' },
}

export const EVENT_OPTIONS: readonly {
  readonly value: Channel['events'][number]
  readonly label: string
}[] = [
  { value: 'approval.requested', label: 'a statement waits' },
  { value: 'approval.settled', label: 'a statement’s request was answered or ended' },
  { value: 'access.requested', label: 'access is asked for' },
  { value: 'access.settled', label: 'a request for access was answered, or access ended' },
  { value: 'recording.failed', label: 'recordings cannot be kept' },
  { value: 'recording.restored', label: 'recordings are kept again' },
]

/** Where a channel leads, without what is secret of it. */
export function placeOf({ settings: { host, server } }: Channel): string {
  if (!server) return host ?? ''
  const to = server.to.length > 0 ? server.to.join(', ') : 'whoever can answer'
  return `${to}, by ${server.host}:${server.port}`
}

export type CreateInput = RouterInputs['notifications']['create']

export interface Draft {
  readonly name: string
  readonly enabled: boolean
  readonly events: Channel['events']
  readonly connections: readonly string[]
  readonly url: string
  readonly host: string
  readonly port: number
  readonly security: 'tls' | 'starttls' | 'none'
  readonly username: string
  readonly password: string
  readonly from: string
  readonly to: readonly string[]
}

export function draftOf(channel: Channel | null): Draft {
  const server = channel?.settings.server
  return {
    name: channel?.name ?? '',
    enabled: channel?.enabled ?? true,
    events: channel?.events ?? ['approval.requested', 'access.requested'],
    connections: channel?.connections ?? [],
    url: '',
    host: server?.host ?? '',
    port: server?.port ?? 587,
    security: server?.security ?? 'starttls',
    username: server?.username ?? '',
    password: '',
    from: server?.from ?? '',
    to: server?.to ?? [],
  }
}

/** Secrets that were not typed stay as they are. */
export function inputOf(kind: Kind, draft: Draft): CreateInput {
  const { name, enabled, url, password, host, port, security, username, from } = draft
  const common = { name, enabled, events: [...draft.events], connections: [...draft.connections] }
  if (kind !== 'email') return { ...common, kind, ...(url && { url }) }
  const server = { host, port, security, username, from, to: [...draft.to] }
  return { ...common, kind, server, ...(password && { password }) }
}
