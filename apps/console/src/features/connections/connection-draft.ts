import type { RouterInputs, RouterOutputs } from '~/trpc/types'

export type ConnectionDraft = Required<RouterInputs['connections']['create']>

export const NEW_CONNECTION: ConnectionDraft = {
  name: '',
  protocol: 'postgres',
  host: '',
  port: 5432,
  database: '',
  username: '',
  password: '',
  passwordReference: '',
  tlsMode: 'verify-full',
  tlsCa: null,
  retentionDays: null,
  durability: 'strict',
}

export function toDraft(connection: RouterOutputs['connections']['get']): ConnectionDraft {
  const { name, host, port, database, username, tlsMode, tlsCa, retentionDays, durability } = connection
  return {
    name,
    protocol: 'postgres',
    host,
    port,
    database,
    username,
    tlsMode,
    tlsCa,
    retentionDays,
    durability,
    password: '',
    passwordReference: '',
  }
}
