import { fileURLToPath } from 'node:url'
import pg from 'pg'

/** Databases that tests get a copy of: the console's own, migrated and empty, and the demo target. */
export const TEMPLATES = ['console', 'demo'] as const
export type TemplateName = (typeof TEMPLATES)[number]

export const DEMO_PASSWORD = 'test-shop-app'

/** Makes the database to copy from and closes it, for PostgreSQL copies only what nobody uses. */
export async function makeTemplate(adminUrl: string, name: TemplateName): Promise<string> {
  const database = `template_${name}`
  await FILLS[name](adminUrl, database)
  await asAdmin(adminUrl, (admin) => admin.query(`alter database ${database} with allow_connections false`))
  return database
}

// Loaded when asked for: the demo's tests need no generated database client, and the other way round.
const FILLS: Record<TemplateName, (adminUrl: string, database: string) => Promise<void>> = {
  async console(adminUrl, database) {
    const { migrate } = await import('@sallyport/db')
    await asAdmin(adminUrl, (admin) => admin.query(`create database ${database}`))
    const folder = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url))
    await migrate(urlOf(adminUrl, { database }), folder)
  },
  async demo(adminUrl, database) {
    const { prepareDemo } = await import('@sallyport/demo')
    await prepareDemo(adminUrl, { password: DEMO_PASSWORD, database })
  },
}

export async function asAdmin<T>(url: string, use: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    return await use(admin)
  } finally {
    await admin.end()
  }
}

export interface UrlChange {
  readonly database: string
  readonly username?: string
  readonly password?: string
}

/** The same server under another database, and another user where one is given. */
export function urlOf(adminUrl: string, { database, username, password }: UrlChange): string {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  if (username !== undefined) url.username = username
  if (password !== undefined) url.password = password
  return url.href
}
