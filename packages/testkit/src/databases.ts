import { randomBytes } from 'node:crypto'
import { clusterServiceUrl } from './env'
import { asAdmin, DEMO_PASSWORD, urlOf } from './template'

export interface TestDatabase {
  readonly url: string
  /** Ends whoever is connected and removes it. The run's end does so for those that are left. */
  readonly drop: () => Promise<void>
}

/** A fresh database of the console's, migrated and empty, that nobody else uses. */
export async function testDatabase(): Promise<TestDatabase> {
  const [adminUrl, template] = await Promise.all([ask('/admin'), ask('/template/console')])
  const { database, drop } = await copy(adminUrl, template)
  return { url: urlOf(adminUrl, { database }), drop }
}

export interface TestTarget extends TestDatabase {
  /** What a connection of Sallyport holds. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  readonly password: string
  /** A superuser in the same database, for what a test prepares behind the gateway's back. */
  readonly adminUrl: string
}

/** A fresh target: the demo shop with all its rows, or an empty database of the role that owns it. */
export async function testTarget(content: 'demo' | 'empty' = 'demo'): Promise<TestTarget> {
  // The demo is made in both cases, for with it comes the role.
  const [adminUrl, demo] = await Promise.all([ask('/admin'), ask('/template/demo')])
  const { database, drop } = await copy(adminUrl, content === 'demo' ? demo : 'template0')
  const owner = { database, username: 'shop_app', password: DEMO_PASSWORD }
  const { hostname, port } = new URL(adminUrl)
  return {
    ...owner,
    host: hostname,
    port: Number(port),
    url: urlOf(adminUrl, owner),
    adminUrl: urlOf(adminUrl, { database }),
    drop,
  }
}

async function copy(adminUrl: string, template: string) {
  const database = `test_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, (admin) =>
    admin.query(
      `create database ${database} template ${template} owner ${template === 'template_console' ? 'postgres' : 'shop_app'}`,
    ),
  )
  const drop = async () => {
    await asAdmin(adminUrl, (admin) => admin.query(`drop database if exists ${database} with (force)`))
  }
  return { database, drop }
}

async function ask(path: string): Promise<string> {
  const response = await fetch(clusterServiceUrl() + path)
  const body = await response.text()
  if (!response.ok) throw new Error(`The test cluster: ${body}`)
  return body
}
