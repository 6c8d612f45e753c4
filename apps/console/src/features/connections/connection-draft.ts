import type { RouterInputs, RouterOutputs } from '~/trpc/types'

export type ConnectionDraft = Required<Omit<RouterInputs['connections']['create'], 'closed'>> & {
  /** PEM of a certificate and its key. It is sealed together with the password. */
  readonly clientCertificate: string
}

export const NEW_CONNECTION: ConnectionDraft = {
  name: '',
  protocol: 'postgres',
  host: '',
  port: 5432,
  database: '',
  username: '',
  password: '',
  passwordReference: '',
  clientCertificate: '',
  tlsMode: 'verify-full',
  tlsCa: null,
  signIn: 'scram',
  retentionDays: null,
  durability: 'strict',
}

export function toDraft(connection: RouterOutputs['connections']['get']): ConnectionDraft {
  const { name, host, port, database, username, tlsMode, tlsCa, signIn, retentionDays, durability } =
    connection
  return {
    name,
    protocol: 'postgres',
    host,
    port,
    database,
    username,
    tlsMode,
    tlsCa,
    signIn,
    retentionDays,
    durability,
    password: '',
    passwordReference: '',
    clientCertificate: '',
  }
}
