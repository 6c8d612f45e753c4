import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Member } from './context'
import { type Console, TestOrganization, testConsole } from './testing/console'
import { CONNECTION, openStory, request, type Story } from './testing/story'

let story: Story
let strangerOrganization: TestOrganization
/** An admin and an approver of another organization: as powerful as one can be, elsewhere. */
let admin: Console
let approver: Console
let foreign: Readonly<Record<string, string>>

beforeAll(async () => {
  const services = await testConsole()
  story = await openStory(await TestOrganization.create(services))
  strangerOrganization = await TestOrganization.create(services)
  admin = strangerOrganization.as(await strangerOrganization.person('admin'))
  approver = strangerOrganization.as(await strangerOrganization.person('approver'))
  const own = story.organization.as(story.admin)
  const { id: maskingRule } = await own.maskingRules.create({
    name: 'mail',
    columns: ['**.email'],
    dataClass: 'email',
    operator: 'redact',
  })
  const { name: connection } = await own.connections.get({ id: story.connectionId })
  const { items: tokens } = await own.tokens.list({ identityId: story.agent.id })
  foreign = {
    connection: story.connectionId,
    server: (await own.servers.create({ name: 'theirs', server: SERVER })).id,
    rule: story.ruleId,
    maskingRule,
    session: story.sessionId,
    identity: story.agent.id,
    person: story.owner.id,
    group: (await own.groups.create({ name: 'theirs' })).id,
    token: tokens[0]?.id ?? '',
    issuer: (await own.issuers.create(ISSUER)).id,
    invitation: (await own.invitations.create(INVITATION)).id,
    approval: (await request(story)).id,
    gateway: story.gateway.id,
    access: (await story.organization.as(story.owner).access.request({ connection, reason: 'x' })).id,
    savedSearch: (await own.statements.save({ name: 'theirs', query: '', isShared: true })).id,
  }
})

const id = (what: string) => ({ id: foreign[what] ?? '' })
const SERVER = { transport: 'http', url: 'http://localhost:4180/mcp' } as const
const RULE = { name: 'x', effect: 'allow' } as const
const ISSUER = {
  name: 'cluster',
  url: 'https://cluster.example',
  keysFrom: 'pasted',
  jwks: { keys: [{ kty: 'OKP' }] },
} as const
const INVITATION = { name: 'theirs', email: 'theirs@example.com', role: 'engineer' } as const
const MASKING_RULE = { name: 'x', columns: ['*'], dataClass: 'email', operator: 'redact' } as const

/** Everything that takes an id, called with the id of another organization. */
const ATTEMPTS: readonly [string, () => Promise<unknown>][] = [
  ['connections.get', () => admin.connections.get(id('connection'))],
  ['connections.catalogue', () => admin.connections.catalogue(id('connection'))],
  ['sqlEditor.catalogue', () => admin.sqlEditor.catalogue(id('connection'))],
  ['sqlEditor.history', () => admin.sqlEditor.history(id('connection'))],
  ['connections.howTo', () => admin.connections.howTo(id('connection'))],
  ['connections.update', () => admin.connections.update({ ...CONNECTION, ...id('connection'), name: 'x' })],
  ['gateways.setDraining', () => admin.gateways.setDraining({ ...id('gateway'), draining: true })],
  ['gateways.revoke', () => admin.gateways.revoke(id('gateway'))],
  ['connections.proposals', () => admin.connections.proposals(id('connection'))],
  ['connections.setClosed', () => admin.connections.setClosed({ ...id('connection'), closed: true })],
  ['connections.setUp', () => admin.connections.setUp({ ...id('connection'), packs: [], masking: [] })],
  ['connections.remove', () => admin.connections.remove(id('connection'))],
  [
    'connections.test',
    () => admin.connections.test({ ...CONNECTION, ...id('connection'), password: undefined }),
  ],
  ['servers.update', () => admin.servers.update({ ...id('server'), name: 'x', server: SERVER })],
  ['servers.tools', () => admin.servers.tools(id('server'))],
  ['servers.refresh', () => admin.servers.refresh(id('server'))],
  [
    'servers.accept',
    () => admin.servers.accept({ ...id('server'), tools: [{ name: 'x', hash: '0'.repeat(64) }] }),
  ],
  ['servers.withdraw', () => admin.servers.withdraw({ ...id('server'), name: 'x' })],
  ['rules.get', () => admin.rules.get(id('rule'))],
  ['rules.update', () => admin.rules.update({ ...RULE, ...id('rule') })],
  ['rules.setEnabled', () => admin.rules.setEnabled({ ...id('rule'), enabled: false })],
  ['rules.remove', () => admin.rules.remove(id('rule'))],
  ['rules.versions', () => admin.rules.versions(id('rule'))],
  ['rules.rollBack', () => admin.rules.rollBack({ ...id('rule'), number: 1 })],
  ['rules.restore', () => admin.rules.restore(id('rule'))],
  ['maskingRules.versions', () => admin.maskingRules.versions(id('maskingRule'))],
  ['maskingRules.rollBack', () => admin.maskingRules.rollBack({ ...id('maskingRule'), number: 1 })],
  ['maskingRules.restore', () => admin.maskingRules.restore(id('maskingRule'))],
  ['maskingRules.get', () => admin.maskingRules.get(id('maskingRule'))],
  ['maskingRules.update', () => admin.maskingRules.update({ ...MASKING_RULE, ...id('maskingRule') })],
  ['maskingRules.setEnabled', () => admin.maskingRules.setEnabled({ ...id('maskingRule'), enabled: false })],
  ['maskingRules.remove', () => admin.maskingRules.remove(id('maskingRule'))],
  ['sessions.get', () => admin.sessions.get(id('session'))],
  ['sessions.statements', () => admin.sessions.statements(id('session'))],
  ['sessions.end', () => admin.sessions.end(id('session'))],
  ['sessions.seals', () => admin.sessions.seals(id('session'))],
  ['sessions.setLegalHold', () => admin.sessions.setLegalHold({ ...id('session'), reason: 'x' })],
  ['sessions.deleteRecording', () => admin.sessions.deleteRecording({ ...id('session'), why: 'x' })],
  ['statements.share', () => admin.statements.share({ ...id('savedSearch'), isShared: false })],
  ['statements.removeSaved', () => admin.statements.removeSaved(id('savedSearch'))],
  ['identities.get', () => admin.identities.get(id('identity'))],
  ['identities.update', () => admin.identities.update({ ...id('identity'), name: 'x' })],
  ['identities.setDisabled', () => admin.identities.setDisabled({ ...id('identity'), disabled: true })],
  [
    'identities.setPassword',
    () => admin.identities.setPassword({ ...id('person'), password: 'long enough' }),
  ],
  ['invitations.resend', () => admin.invitations.resend(id('invitation'))],
  ['invitations.revoke', () => admin.invitations.revoke(id('invitation'))],
  ['secondFactor.get', () => admin.secondFactor.get({ identityId: foreign.person ?? '' })],
  ['secondFactor.reset', () => admin.secondFactor.reset(id('person'))],
  ['issuers.get', () => admin.issuers.get(id('issuer'))],
  ['issuers.update', () => admin.issuers.update({ ...ISSUER, ...id('issuer') })],
  ['issuers.setEnabled', () => admin.issuers.setEnabled({ ...id('issuer'), enabled: false })],
  ['issuers.remove', () => admin.issuers.remove(id('issuer'))],
  ['issuers.fetchKeys', () => admin.issuers.fetchKeys(id('issuer'))],
  ['groups.remove', () => admin.groups.remove(id('group'))],
  ['tokens.create', () => admin.tokens.create({ identityId: foreign.identity ?? '', hours: 1 })],
  ['tokens.revoke', () => admin.tokens.revoke(id('token'))],
  ['approvals.get', () => admin.approvals.get(id('approval'))],
  ['approvals.revokeShapeGrant', () => approver.approvals.revokeShapeGrant(id('approval'))],
  ['access.end', () => approver.access.end(id('access'))],
  ['approvals.decide', () => approver.approvals.decide({ ...id('approval'), verdict: 'approved' })],
]

describe('another organization', () => {
  it.each(ATTEMPTS)('is as good as absent to %s', async (_, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('does not appear in any list', async () => {
    const text = JSON.stringify([
      await admin.connections.list({}),
      await admin.rules.list(),
      await admin.maskingRules.list(),
      await admin.maskingRules.exemptions(),
      await admin.sessions.list({}),
      await admin.statements.search({}),
      await admin.statements.readers({}),
      await admin.statements.saved(),
      await admin.identities.list({}),
      await admin.invitations.list(),
      await admin.issuers.list(),
      await admin.groups.list(),
      await admin.gateways.list(),
      await admin.tokens.list({ identityId: foreign.identity ?? '' }),
      await approver.approvals.list({}),
      await approver.approvals.shapeGrants({}),
      await approver.approvals.statistics({}),
      await approver.access.list({}),
      await admin.audit.list({}),
      await admin.overview.get(),
    ])
    const known = [...Object.values(foreign), story.gateway.id, story.organization.id]
    expect(known.filter((value) => text.includes(value))).toEqual([])
  })

  it('is not pointed at: no owner, no group and no cursor of its own', async () => {
    const { person, connection } = foreign
    const agent = { kind: 'agent', name: 'spy', ownerId: person ?? '' } as const
    await expect(admin.identities.create(agent)).rejects.toThrow('no such person')
    await expect(admin.rules.create({ ...RULE, groups: ['theirs'] })).rejects.toThrow('no group named theirs')
    const page = await admin.connections.list({ cursor: connection })
    expect(page.items).toEqual([])
  })

  it('stays as it was', async () => {
    const own = story.organization.as(story.admin)
    expect(await own.rules.get(id('rule'))).toMatchObject({ enabled: true })
    expect(await own.connections.get(id('connection'))).toMatchObject({ host: CONNECTION.host })
    expect(await own.identities.get(id('identity'))).toMatchObject({
      disabledAt: null,
      name: story.agent.name,
    })
    expect(await own.approvals.get(id('approval'))).toMatchObject({ status: 'pending' })
  })
})

describe('within an organization', () => {
  let engineer: Member
  beforeAll(async () => {
    engineer = await story.organization.person('engineer')
  })
  const as = (who: Member) => story.organization.as(who)

  it('an engineer sees their own and their agents’ sessions, and no others', async () => {
    expect((await as(story.owner).sessions.list({})).items).toMatchObject([{ id: story.sessionId }])
    expect((await as(engineer).sessions.list({})).items).toEqual([])
    await expect(as(engineer).sessions.get(id('session'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(as(engineer).sessions.statements(id('session'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('nobody has a token for another person, and only who manages identities has one for an agent', async () => {
    const forAgent = { identityId: story.agent.id, hours: 1 }
    await expect(as(engineer).tokens.create(forAgent)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await as(story.admin).tokens.create(forAgent)).toHaveProperty('token')
    const forPerson = { identityId: engineer.id, hours: 1 }
    await expect(as(story.admin).tokens.create(forPerson)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await as(engineer).tokens.create(forPerson)).toHaveProperty('token')
  })

  it('an engineer neither lists nor revokes the tokens of others', async () => {
    expect(await as(engineer).tokens.list({ identityId: story.agent.id })).toEqual({ items: [] })
    await expect(as(engineer).tokens.revoke(id('token'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('an unknown id is not found', async () => {
    await expect(as(story.admin).rules.get({ id: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
