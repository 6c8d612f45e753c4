import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client'

/** The control plane's database. */
export type Db = ReturnType<typeof connectDb>
/** The same, inside a transaction or not. */
export type Tx = Omit<Db, '$connect' | '$disconnect' | '$extends' | '$on' | '$transaction'>

/**
 * Columns that no query returns unless it asks for them by name, so that a list cannot leak them. Inside
 * `$transaction` Prisma's types still show them; the rows do not have them.
 */
const SECRETS = {
  identity: { passwordHash: true },
  connection: { sealedPassword: true },
  connectionTest: { sealedPassword: true },
  gateway: { credentialHash: true },
  invitation: { codeHash: true },
  secondFactor: { sealedSecret: true },
  signingKey: { sealedPrivate: true },
  session: { sealedKey: true },
  notificationChannel: { sealedSecret: true },
} as const

const POOL_SIZE = 20
/** A transaction that waits longer than this for a connection, or lasts longer, is given up. */
const TRANSACTION_TIMEOUT_MS = 10_000

/** A client of its own; whoever makes one calls `$disconnect`. Nothing connects before the first query. */
export function connectDb(url: string) {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max: POOL_SIZE }),
    transactionOptions: { maxWait: TRANSACTION_TIMEOUT_MS, timeout: TRANSACTION_TIMEOUT_MS },
    errorFormat: 'minimal',
    omit: SECRETS,
  })
}

const SHARED = Symbol.for('sallyport.db')
type Shared = typeof globalThis & { [SHARED]?: Map<string, Db> }

/**
 * The process's client for that database. It hangs on `globalThis` because the console's server and Next's bundle
 * each carry their own copy of this module, and one pool is enough.
 */
export function sharedDb(url: string): Db {
  const scope: Shared = globalThis
  scope[SHARED] ??= new Map()
  const clients = scope[SHARED]
  const client = clients.get(url) ?? connectDb(url)
  clients.set(url, client)
  return client
}
