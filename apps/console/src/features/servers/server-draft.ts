import type { RouterInputs, RouterOutputs } from '~/trpc/types'

type Create = RouterInputs['servers']['create']

export interface SecretDraft {
  readonly name: string
  readonly value: string
}

/** What is typed of a server: both ways to reach it, of which one counts. */
export interface ServerDraft {
  readonly name: string
  readonly transport: 'http' | 'stdio'
  readonly url: string
  readonly command: string
  /** One on a line. */
  readonly args: string
  readonly passesFiles: boolean
  readonly secrets: readonly SecretDraft[]
  readonly retentionDays: number | null
}

export const NEW_SERVER: ServerDraft = {
  name: '',
  transport: 'http',
  url: '',
  command: '',
  args: '',
  passesFiles: false,
  secrets: [],
  retentionDays: null,
}

type Connection = RouterOutputs['connections']['get']

export function toServerDraft({ name, server, retentionDays }: Connection): ServerDraft {
  const base = { ...NEW_SERVER, name, retentionDays }
  if (!server) return base
  const { transport, passesFiles } = server
  if (server.transport === 'http') return { ...base, transport, passesFiles, url: server.url }
  return { ...base, transport, passesFiles, command: server.command, args: server.args.join('\n') }
}

/** Without secrets what is stored stays. */
export function toInput(draft: ServerDraft): Create {
  const { name, transport, url, command, args, passesFiles, secrets, retentionDays } = draft
  const server =
    transport === 'http'
      ? { transport, url, passesFiles }
      : { transport, command, args: args.split('\n').filter((line) => line !== ''), passesFiles }
  return { name, server, retentionDays, ...(secrets.length > 0 && { secrets: [...secrets] }) }
}

/** How a server is reached, on one line. */
export function sayPlace(server: NonNullable<Connection['server']>): string {
  return server.transport === 'http' ? server.url : [server.command, ...server.args].join(' ')
}
