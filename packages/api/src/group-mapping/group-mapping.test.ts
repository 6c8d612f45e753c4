import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Member, Services } from '../context'
import { signInWithOidc } from '../sign-in/sign-in-with-oidc'
import { TestOrganization, testConsole } from '../testing/console'
import { openStory } from '../testing/story'
import { changeOfGroups } from './map-groups'

let services: Services
let organization: TestOrganization
let admin: Member
beforeAll(async () => {
  services = await testConsole()
})
beforeEach(async () => {
  organization = await TestOrganization.create(services)
  admin = await organization.person('admin')
  await organization.groups(['approvers', 'readers', 'by-hand'])
})

const signIn = (who: Member, claims: Readonly<Record<string, unknown>>) =>
  signInWithOidc(
    services.db,
    { ...claims, sub: 'x', email: who.email, email_verified: true },
    { address: '192.0.2.1' },
  )
const now = async ({ id }: Member) => {
  const { role, groups } = await services.db.identity.findUniqueOrThrow({
    where: { id },
    include: { groups: { select: { name: true }, orderBy: { name: 'asc' } } },
  })
  return { role, groups: groups.map(({ name }) => name) }
}
const RULES = [
  { claim: 'groups', pattern: 'db-admins', groups: ['approvers'], role: 'approver' },
  { claim: 'realm.teams', pattern: 'read-*', groups: ['readers'] },
] as const
const set = (rules: readonly object[] = RULES) =>
  organization.as(admin).groupMapping.set({ rules: rules as never })

describe('changeOfGroups', () => {
  it.each([
    ['gives what is wanted', [], [], ['a'], { add: ['a'], remove: [], mapped: ['a'] }],
    ['takes what it gave', ['a'], ['a'], [], { add: [], remove: ['a'], mapped: [] }],
    ['leaves what was given by hand', ['b'], ['a'], [], { add: [], remove: [], mapped: [] }],
    ['does not make its own what is there', ['a'], [], ['a'], { add: [], remove: [], mapped: [] }],
    ['keeps what it gave', ['a'], ['a'], ['a'], { add: [], remove: [], mapped: ['a'] }],
    ['gives again what somebody took', [], ['a'], ['a'], { add: ['a'], remove: [], mapped: ['a'] }],
  ])('%s', (_, current, before, wanted, change) => {
    expect(changeOfGroups(current, before, wanted)).toEqual(change)
  })
})

describe('a sign-in by the identity provider', () => {
  it('gives the groups and the role that its claims say, and takes them back when they do not', async () => {
    await set()
    const person = await organization.person('engineer', ['by-hand'])
    await signIn(person, { groups: ['x', 'db-admins'], realm: { teams: ['read-shop'] } })
    expect(await now(person)).toEqual({ role: 'approver', groups: ['approvers', 'by-hand', 'readers'] })
    await signIn(person, { realm: { teams: 'read-shop' } })
    expect(await now(person)).toEqual({ role: 'engineer', groups: ['by-hand', 'readers'] })
    await signIn(person, {})
    expect(await now(person)).toEqual({ role: 'engineer', groups: ['by-hand'] })
  })

  it('leaves alone a group of the mapping that was given by hand', async () => {
    await set()
    const person = await organization.person('engineer', ['approvers'])
    await signIn(person, { groups: 'db-admins' })
    await signIn(person, {})
    expect(await now(person)).toEqual({ role: 'engineer', groups: ['approvers'] })
  })

  it('ends the sessions that were opened as a member of what is taken, and writes it down', async () => {
    await set()
    const story = await openStory(organization)
    await organization.as(admin).identities.update({ id: story.owner.id, groups: [] })
    await signIn(story.owner, { groups: ['db-admins'] })
    await signIn(story.owner, {})
    const events = await services.db.auditEvent.findMany({
      where: { action: 'identity.map-groups', subjectId: story.owner.id },
      orderBy: { id: 'asc' },
      select: { detail: true },
    })
    expect(events.map(({ detail }) => detail)).toEqual([
      { added: ['approvers'], removed: [], role: { from: story.owner.role, to: 'approver' } },
      { added: [], removed: ['approvers'], role: { from: 'approver', to: story.owner.role } },
    ])
  })

  it('never leaves the organization without an admin', async () => {
    await set([{ claim: 'groups', pattern: '*', groups: [], role: 'engineer' }])
    await signIn(admin, { groups: ['x'] })
    expect(await now(admin)).toMatchObject({ role: 'admin' })
    await organization.person('admin')
    await signIn(admin, { groups: ['x'] })
    expect(await now(admin)).toMatchObject({ role: 'engineer' })
    await signIn(admin, {})
    expect(await now(admin)).toMatchObject({ role: 'admin' })
  })

  it('changes nobody where no rule is written', async () => {
    const person = await organization.person('reviewer', ['by-hand'])
    await signIn(person, { groups: ['db-admins'] })
    expect(await now(person)).toEqual({ role: 'reviewer', groups: ['by-hand'] })
  })

  it('takes claims of any kind, also those that the database cannot keep', async () => {
    await set()
    const person = await organization.person('engineer')
    for (const odd of ['\0', '\\u0000', { '\0': 1 }, ['db-admins\0'], 'x'.repeat(100_000), 5, null]) {
      await signIn(person, { groups: odd, odd })
    }
    expect(await now(person)).toMatchObject({ groups: [] })
  })
})

describe('the rules', () => {
  const tryClaims = (claims?: string) =>
    organization.as(admin).groupMapping.tryClaims({ rules: RULES as never, ...(claims && { claims }) })

  it('name groups that are there, and keep those that they name from being removed', async () => {
    await expect(set([{ claim: 'groups', pattern: 'x', groups: ['none'] }])).rejects.toThrow(
      'no group named none',
    )
    await set()
    const { items } = await organization.as(admin).groups.list()
    const id = items.find(({ name }) => name === 'approvers')?.id ?? ''
    await expect(organization.as(admin).groups.remove({ id })).rejects.toThrow('mapping')
  })

  it('are tried before they are saved, with pasted claims', async () => {
    expect(await tryClaims('{"groups": ["db-admins"]}')).toMatchObject({
      holds: [true, false],
      groups: ['approvers'],
      role: 'approver',
    })
    await expect(tryClaims('nonsense')).rejects.toThrow('JSON object')
    await expect(tryClaims('[1]')).rejects.toThrow('JSON object')
  })

  it('are tried with one’s own last sign-in, of which no nonce is kept', async () => {
    await expect(tryClaims()).rejects.toThrow('not signed in by the identity provider yet')
    await signIn(admin, { groups: ['db-admins'], nonce: 'secret-nonce', at_hash: 'x' })
    const { claims, groups } = await tryClaims()
    expect(groups).toEqual(['approvers'])
    expect(claims).toMatchObject({ groups: ['db-admins'], email: admin.email })
    expect(JSON.stringify(claims)).not.toContain('nonce')
  })

  it('are written down with what they were', async () => {
    await set()
    await set([])
    const event = await services.db.auditEvent.findFirst({
      where: { organizationId: organization.id, action: 'settings.group-mapping' },
      orderBy: { id: 'desc' },
    })
    expect(event?.detail).toMatchObject({
      before: [{ claim: 'groups' }, { claim: 'realm.teams' }],
      after: [],
    })
  })
})
