import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Member, Services } from '../context'
import type { LiveItem } from '../live/hub'
import { findCaller } from '../sign-in/find-caller'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { openStory } from '../testing/story'

let services: Services
let organization: TestOrganization
let self: Member
let admin: Console

beforeAll(async () => {
  services = await testConsole()
  organization = await TestOrganization.create(services)
  self = await organization.person('admin')
  admin = organization.as(self)
})

const name = () => `n-${randomUUID()}`
const person = () => ({
  kind: 'person' as const,
  name: name(),
  email: `${randomUUID()}@example.com`,
  role: 'engineer' as const,
})

/** What is published while `change` runs, until a message of the topic comes. */
async function published(topic: LiveItem['topic'], change: () => Promise<unknown>): Promise<LiveItem> {
  const ended = new AbortController()
  const items = await services.live.subscribe(ended.signal)
  await change()
  for await (const item of items) {
    if (item.topic !== topic) continue
    ended.abort()
    return item
  }
  throw new Error(`no ${topic} was published`)
}

describe('identities', () => {
  it('never show a password’s hash', async () => {
    const created = await admin.identities.create({ ...person(), password: 'a long enough one' })
    const answers = JSON.stringify([
      created,
      await admin.identities.get(created),
      await admin.identities.list({}),
    ])
    expect(answers).not.toMatch(/scrypt|password/i)
  })

  it('keep e-mails in lower case, and one person an e-mail', async () => {
    const { email } = await admin.identities.create({ ...person(), email: 'Mixed.Case@Example.com' })
    expect(email).toBe('mixed.case@example.com')
    await expect(
      admin.identities.create({ ...person(), email: 'MIXED.case@example.com' }),
    ).rejects.toMatchObject({ code: 'CONFLICT', cause: { field: 'email' } })
  })

  it('say when a name is taken', async () => {
    const { name: taken } = await admin.identities.create(person())
    await expect(admin.identities.create({ ...person(), name: taken })).rejects.toMatchObject({
      code: 'CONFLICT',
      cause: { field: 'name' },
    })
  })

  it('give agents no role, and people no owner', async () => {
    const agent = await admin.identities.create({ kind: 'agent', name: name(), ownerId: self.id })
    expect(agent).toMatchObject({ role: 'agent', owner: { id: self.id } })
    await expect(admin.identities.update({ id: agent.id, role: 'admin' })).rejects.toThrow('no role')
    const { id } = await admin.identities.create(person())
    await expect(admin.identities.update({ id, ownerId: self.id })).rejects.toThrow('Only an agent')
    await expect(admin.identities.create({ ...person(), role: 'agent' as never })).rejects.toThrow()
  })

  it('let nobody act for an agent', async () => {
    const { id: ownerId } = await admin.identities.create({ kind: 'agent', name: name() })
    const agent = { kind: 'agent', name: name(), ownerId } as const
    await expect(admin.identities.create(agent)).rejects.toThrow('no such person')
  })

  it('let no admin disable or demote themselves', async () => {
    await expect(admin.identities.setDisabled({ id: self.id, disabled: true })).rejects.toThrow(
      'another admin',
    )
    await expect(admin.identities.update({ id: self.id, role: 'engineer' })).rejects.toThrow('another admin')
    expect(await admin.identities.update({ id: self.id, role: 'admin' })).toMatchObject({ role: 'admin' })
  })

  it('lose what they have open when they are disabled', async () => {
    const { id } = await admin.identities.create(person())
    const expiresAt = new Date(Date.now() + 60_000)
    const session = await organization.db.consoleSession.create({ data: { identityId: id, expiresAt } })
    const credentials = { authorization: null, consoleSessionId: session.id }
    const caller = () => findCaller(organization.db, services.settings, credentials)
    expect(await caller()).toMatchObject({ id })
    await admin.identities.setDisabled({ id, disabled: true })
    expect(await caller()).toBeNull()
    await admin.identities.setDisabled({ id, disabled: false })
    expect(await caller()).toBeNull()
  })

  it('lose their sessions when they are disabled, leave a group, or their token is revoked', async () => {
    const story = await openStory(organization)
    const { id } = story.agent
    const ends = { topic: 'end-session', id: story.sessionId, gatewayId: story.gateway.id }
    const disable = () => admin.identities.setDisabled({ id, disabled: true })
    expect(await published('end-session', disable)).toMatchObject(ends)

    await organization.groups(['leavers'])
    await admin.identities.setDisabled({ id, disabled: false })
    await admin.identities.update({ id, groups: ['leavers'] })
    const leave = () => admin.identities.update({ id, groups: [] })
    expect(await published('end-session', leave)).toMatchObject(ends)

    const { items } = await admin.tokens.list({ identityId: id })
    const revoke = () => admin.tokens.revoke({ id: items[0]?.id ?? '' })
    expect(await published('end-session', revoke)).toMatchObject(ends)
  })
})

describe('groups', () => {
  it('cannot be removed while a rule names them', async () => {
    const { id, name: group } = await admin.groups.create({ name: name() })
    const rule = await admin.rules.create({
      name: name(),
      effect: 'hold',
      requirements: [{ group, count: 1 }],
    })
    await expect(admin.groups.remove({ id })).rejects.toThrow(`The rule “${rule.name}” names this group`)
    await admin.rules.remove(rule)
    await admin.groups.remove({ id })
    expect((await admin.groups.list()).items.map((item) => item.id)).not.toContain(id)
  })

  it('count their members', async () => {
    const { name: group } = await admin.groups.create({ name: name() })
    await admin.identities.create({ ...person(), groups: [group] })
    expect((await admin.groups.list()).items.find((item) => item.name === group)).toMatchObject({
      members: 1,
    })
  })
})

describe('lists', () => {
  it('come in pages that overlap nowhere and leave nothing out', async () => {
    const own = await TestOrganization.create(services)
    const api = own.as(await own.person('admin'))
    for (let index = 0; index < 104; index++) {
      await api.identities.create({ kind: 'agent', name: `agent ${String(index).padStart(3, '0')}` })
    }
    const names: string[] = []
    let cursor: string | undefined
    let pages = 0
    do {
      const page = await api.identities.list({ kind: 'agent', ...(cursor && { cursor }) })
      names.push(...page.items.map((item) => item.name))
      cursor = page.nextCursor
      pages += 1
    } while (cursor)
    expect(pages).toBe(3)
    expect(names).toHaveLength(104)
    expect(new Set(names).size).toBe(104)
    expect(names).toEqual(names.toSorted())
  })

  it('take a search literally', async () => {
    const odd = `100%_of\\it ${randomUUID()}`
    await admin.identities.create({ kind: 'agent', name: odd })
    expect((await admin.identities.list({ search: '100%_of\\it' })).items).toMatchObject([{ name: odd }])
    expect((await admin.identities.list({ search: '100%of' })).items).toEqual([])
    await expect(admin.identities.list({ search: 'a\0b' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('the last admin', () => {
  it('stays, though two admins remove each other at once', async () => {
    const other = await TestOrganization.create(organization.services)
    const [one, two] = [await other.person('admin'), await other.person('admin')]
    const answers = await Promise.allSettled([
      other.as(one).identities.setDisabled({ id: two.id, disabled: true }),
      other.as(two).identities.setDisabled({ id: one.id, disabled: true }),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const left = await other.db.identity.count({
      where: { organizationId: other.id, role: 'admin', disabledAt: null },
    })
    expect(left).toBe(1)
  })

  it('cannot be made something else by another admin who goes at once', async () => {
    const other = await TestOrganization.create(organization.services)
    const [one, two] = [await other.person('admin'), await other.person('admin')]
    const answers = await Promise.allSettled([
      other.as(one).identities.update({ id: two.id, role: 'engineer' }),
      other.as(two).identities.update({ id: one.id, role: 'engineer' }),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('fields that nobody asked for', () => {
  it('are ignored: no role, organization, id or approver comes in with them', async () => {
    const stranger = await TestOrganization.create(organization.services)
    const extra = {
      organizationId: stranger.id,
      id: randomUUID(),
      disabledAt: new Date(0),
      passwordHash: 'x',
    }
    const created = await admin.identities.create({ kind: 'agent', name: `agent ${randomUUID()}`, ...extra })
    expect(created.id).not.toBe(extra.id)
    expect(created.disabledAt).toBeNull()
    const row = await organization.db.identity.findUniqueOrThrow({
      where: { id: created.id },
      omit: { passwordHash: false },
    })
    expect(row).toMatchObject({ organizationId: organization.id, passwordHash: null, role: 'agent' })
    const stray = { organizationId: stranger.id }
    await admin.identities.update({ id: created.id, name: `renamed ${randomUUID()}`, ...stray })
    const after = await organization.db.identity.findUniqueOrThrow({ where: { id: created.id } })
    expect(after.organizationId).toBe(organization.id)
  })
})
