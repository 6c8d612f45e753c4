import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '@sallyport/core'
import { connectDb, type Db } from '@sallyport/db'
import { testDatabase } from '@sallyport/testkit'
import { afterAll } from 'vitest'
import { bootstrap } from '../bootstrap/bootstrap'
import type { Caller, GatewayCaller, Member, Services } from '../context'
import { createCredential, hashCredential } from '../gateways/credential'
import { createGroup } from '../groups/create-group'
import { createIdentity } from '../identities/create-identity'
import { LiveHub } from '../live/hub'
import { DirectoryStore } from '../recordings/store/directory-store'
import { createCaller } from '../router'
import { issueToken } from '../tokens/issue-token'

/** A control plane of its own on a fresh database, for one test file. */
export async function testConsole(): Promise<Services> {
  const database = await testDatabase()
  const db = connectDb(database.url)
  const live = new LiveHub(database.url)
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-recordings-'))
  afterAll(async () => {
    await live.close()
    await db.$disconnect()
    await database.drop()
    await rm(folder, { recursive: true })
  })
  const masterKey = randomBytes(32)
  await bootstrap(db, { masterKey })
  const settings = {
    consoleUrl: 'http://localhost:3000',
    gatewayPostgres: 'localhost:15432',
    gatewayMcp: 'http://localhost:15433/mcp',
    allowedHosts: [],
  }
  return { db, masterKey, live, store: new DirectoryStore(folder), settings }
}

export type Console = ReturnType<typeof createCaller>

/** An organization with a person of each role and a gateway. Any number fit in one database. */
export class TestOrganization {
  readonly services: Services
  readonly id: string
  readonly name: string

  private constructor(services: Services, id: string, name: string) {
    this.services = services
    this.id = id
    this.name = name
  }

  static async create(services: Services): Promise<TestOrganization> {
    const name = `organization ${randomUUID()}`
    const { id } = await services.db.organization.create({ data: { name } })
    return new TestOrganization(services, id, name)
  }

  get db(): Db {
    return this.services.db
  }

  /** The API as that caller. */
  as(caller: Caller | null): Console {
    return createCaller({ ...this.services, caller })
  }

  async person(role: Exclude<Role, 'agent'>, groups: readonly string[] = []): Promise<Member> {
    await this.groups(groups)
    const name = `${role} ${randomUUID()}`
    const email = `${randomUUID()}@example.com`
    const { id } = await createIdentity(this.db, this.system, { kind: 'person', name, email, role, groups })
    return this.member({ id, name, role, groups, email })
  }

  async agent(ownerId: string | null = null, groups: readonly string[] = []): Promise<Member> {
    await this.groups(groups)
    const name = `agent ${randomUUID()}`
    const { id } = await createIdentity(this.db, this.system, { kind: 'agent', name, groups, ownerId })
    return this.member({ id, name, role: 'agent', groups, email: null })
  }

  async gateway(): Promise<GatewayCaller> {
    const name = `gateway ${randomUUID()}`
    const credentialHash = hashCredential(createCredential())
    const { id } = await this.db.gateway.create({ data: { organizationId: this.id, name, credentialHash } })
    return { type: 'gateway', id, name, organizationId: this.id }
  }

  async groups(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const found = await this.db.group.findFirst({ where: { organizationId: this.id, name } })
      if (!found) await createGroup(this.db, this.system, { name })
    }
  }

  /** A token's id, as a gateway reads it from the verified token. */
  async token(identityId: string): Promise<string> {
    const { db, masterKey, settings } = this.services
    const { id } = await issueToken(db, masterKey, {
      identityId,
      seconds: 3_600,
      consoleUrl: settings.consoleUrl,
    })
    return id
  }

  get system() {
    return { type: 'system', organizationId: this.id } as const
  }

  private member(who: Pick<Member, 'id' | 'name' | 'role' | 'groups' | 'email'>): Member {
    return {
      type: 'member',
      ...who,
      organizationId: this.id,
      organizationName: this.name,
      consoleSessionId: who.role === 'agent' ? null : randomUUID(),
      tokenScope: null,
    }
  }
}
