import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { procedures } from '../testing/procedures'
import { CONNECTION, openStory, request, type Story } from '../testing/story'

let story: Story
let admin: Console
let approver: Console
let gateway: Console['gateway']

beforeAll(async () => {
  const organization = await TestOrganization.create(await testConsole())
  story = await openStory(organization)
  admin = organization.as(story.admin)
  approver = organization.as(await organization.person('approver'))
  gateway = organization.as(story.gateway).gateway
})

const unique = () => `n-${randomUUID().slice(0, 8)}`
const RULE = { effect: 'allow' } as const
const MASKING_RULE = { columns: ['**.email'], dataClass: 'email', operator: 'redact' } as const
const rule = () => admin.rules.create({ ...RULE, name: unique() })
const maskingRule = () => admin.maskingRules.create({ ...MASKING_RULE, name: unique() })
const connection = () => admin.connections.create({ ...CONNECTION, name: unique() })
const ISSUER = { keysFrom: 'pasted', jwks: { keys: [{ kty: 'OKP' }] } } as const
const issuer = () =>
  admin.issuers.create({ ...ISSUER, name: unique(), url: `https://${randomUUID()}.example` })
const invitation = () =>
  admin.invitations.create({ name: unique(), email: `${unique()}@example.com`, role: 'engineer' })
const agent = () => admin.identities.create({ kind: 'agent', name: unique() })

async function approved() {
  const { id, digest } = await request(story)
  await approver.approvals.decide({ id, verdict: 'approved' })
  return { id, digest }
}

/** A connection test from beginning to end. */
async function testConnection(): Promise<void> {
  const { db, id: organizationId } = story.organization
  const testing = admin.connections.test(CONNECTION)
  let waiting = null
  while (!waiting) waiting = await db.connectionTest.findFirst({ where: { takenById: null, organizationId } })
  await gateway.takeTest(waiting)
  await gateway.finishTest({ id: waiting.id, result: RESULT })
  await testing
}
const RESULT = { ok: true, stage: 'ready', message: 'It works' } as const

/** One successful call of each mutation, and the action that it leaves in the audit log. */
const MUTATIONS: Readonly<Record<string, readonly [action: string, call: () => Promise<unknown>]>> = {
  'approvals.decide': [
    'approval.approve',
    async () => approver.approvals.decide({ id: (await request(story)).id, verdict: 'approved' }),
  ],
  'sessions.end': [
    'session.end',
    async () => admin.sessions.end({ id: (await openStory(story.organization)).sessionId }),
  ],
  'sessions.setLegalHold': [
    'recording.hold',
    () => admin.sessions.setLegalHold({ id: story.sessionId, reason: 'a case' }),
  ],
  'sessions.deleteRecording': [
    'recording.delete',
    async () => {
      const { sessionId: id } = await openStory(story.organization)
      await story.organization.db.session.update({ where: { id }, data: { endedAt: new Date() } })
      await admin.sessions.deleteRecording({ id, why: 'asked for' })
    },
  ],
  'consoleSessions.end': [
    'sign-in.end',
    async () => {
      const { db } = story.organization
      const expiresAt = new Date(Date.now() + 60_000)
      const { id } = await db.consoleSession.create({ data: { identityId: story.owner.id, expiresAt } })
      await admin.consoleSessions.end({ id })
    },
  ],
  'gateways.offerEnrolment': ['gateway.offer', () => admin.gateways.offerEnrolment({ name: unique() })],
  'gateways.setDraining': [
    'gateway.drain',
    async () => admin.gateways.setDraining({ id: (await story.organization.gateway()).id, draining: true }),
  ],
  'gateways.revoke': [
    'gateway.revoke',
    async () => admin.gateways.revoke({ id: (await story.organization.gateway()).id }),
  ],
  'connections.create': ['connection.create', connection],
  'connections.update': [
    'connection.update',
    async () => {
      const { id, name } = await connection()
      await admin.connections.update({ ...CONNECTION, id, name, username: 'other' })
    },
  ],
  'connections.test': ['connection.test', testConnection],
  'connections.setClosed': [
    'connection.close',
    async () => admin.connections.setClosed({ id: (await connection()).id, closed: true }),
  ],
  'connections.setUp': [
    'connection.open',
    async () => {
      const { id } = await admin.connections.create({ ...CONNECTION, name: unique(), closed: true })
      await admin.connections.setUp({ id, packs: [], masking: [] })
    },
  ],
  'connections.remove': [
    'connection.remove',
    async () => admin.connections.remove({ id: (await connection()).id }),
  ],
  'rules.create': ['rule.create', rule],
  'rules.update': ['rule.update', async () => admin.rules.update({ ...(await rule()), name: unique() })],
  'rules.setEnabled': [
    'rule.disable',
    async () => admin.rules.setEnabled({ id: (await rule()).id, enabled: false }),
  ],
  'rules.remove': ['rule.remove', async () => admin.rules.remove({ id: (await rule()).id })],
  'rules.rollBack': [
    'rule.roll-back',
    async () => admin.rules.rollBack({ id: (await rule()).id, number: 1 }),
  ],
  'rules.restore': [
    'rule.restore',
    async () => {
      const { id } = await rule()
      await admin.rules.remove({ id })
      await admin.rules.restore({ id })
    },
  ],
  'maskingRules.create': ['masking-rule.create', maskingRule],
  'maskingRules.update': [
    'masking-rule.update',
    async () => admin.maskingRules.update({ ...(await maskingRule()), name: unique() }),
  ],
  'maskingRules.setEnabled': [
    'masking-rule.disable',
    async () => admin.maskingRules.setEnabled({ id: (await maskingRule()).id, enabled: false }),
  ],
  'maskingRules.remove': [
    'masking-rule.remove',
    async () => admin.maskingRules.remove({ id: (await maskingRule()).id }),
  ],
  'maskingRules.rollBack': [
    'masking-rule.roll-back',
    async () => admin.maskingRules.rollBack({ id: (await maskingRule()).id, number: 1 }),
  ],
  'maskingRules.restore': [
    'masking-rule.restore',
    async () => {
      const { id } = await maskingRule()
      await admin.maskingRules.remove({ id })
      await admin.maskingRules.restore({ id })
    },
  ],
  'packs.applyPack': ['policy.apply', () => admin.packs.applyPack({ id: 'no-ddl' })],
  'policyFile.applyPlan': [
    'policy.apply',
    () => admin.policyFile.applyPlan({ file: { version: 1, groups: [unique()] } }),
  ],
  'identities.create': ['identity.create', agent],
  'identities.update': [
    'identity.update',
    async () => admin.identities.update({ id: (await agent()).id, name: unique() }),
  ],
  'identities.setDisabled': [
    'identity.disable',
    async () => admin.identities.setDisabled({ id: (await agent()).id, disabled: true }),
  ],
  'identities.setPassword': [
    'identity.set-password',
    () => admin.identities.setPassword({ id: story.owner.id, password: 'a long enough one' }),
  ],
  'invitations.create': ['invitation.create', invitation],
  'invitations.resend': [
    'invitation.resend',
    async () => admin.invitations.resend({ id: (await invitation()).id }),
  ],
  'invitations.revoke': [
    'invitation.revoke',
    async () => admin.invitations.revoke({ id: (await invitation()).id }),
  ],
  'secondFactor.setPolicy': [
    'settings.second-factor',
    () => admin.secondFactor.setPolicy({ approversNeedFactor: false, stepUp: 'off', stepUpMinutes: 15 }),
  ],
  'groupMapping.set': ['settings.group-mapping', () => admin.groupMapping.set({ rules: [] })],
  'issuers.create': ['issuer.create', () => issuer()],
  'issuers.update': [
    'issuer.update',
    async () => {
      const { id, url } = await issuer()
      await admin.issuers.update({ ...ISSUER, id, url, name: unique() })
    },
  ],
  'issuers.setEnabled': [
    'issuer.disable',
    async () => admin.issuers.setEnabled({ id: (await issuer()).id, enabled: false }),
  ],
  'issuers.remove': ['issuer.remove', async () => admin.issuers.remove({ id: (await issuer()).id })],
  'access.request': [
    'access.request',
    async () => admin.access.request({ connection: (await connection()).name, reason: 'month end' }),
  ],
  'groups.create': ['group.create', () => admin.groups.create({ name: unique() })],
  'groups.remove': [
    'group.remove',
    async () => admin.groups.remove({ id: (await admin.groups.create({ name: unique() })).id }),
  ],
  'tokens.create': ['token.create', () => admin.tokens.create({ identityId: story.agent.id, hours: 1 })],
  'tokens.revoke': [
    'token.revoke',
    async () =>
      admin.tokens.revoke({ id: (await admin.tokens.create({ identityId: story.agent.id, hours: 1 })).id }),
  ],
  'gateway.openSession': [
    'session.open',
    async () =>
      gateway.openSession({
        sessionId: randomUUID(),
        subject: story.agent.id,
        tokenId: await story.organization.token(story.agent.id),
        connection: (await connection()).name,
        protocol: 'postgres',
        clientAddress: '',
        clientApplication: '',
      }),
  ],
  'gateway.requestApproval': ['approval.request', () => request(story)],
  'gateway.consumeApproval': ['approval.consume', async () => gateway.consumeApproval(await approved())],
  'gateway.cancelApproval': [
    'approval.cancel',
    async () => gateway.cancelApproval({ id: (await request(story)).id }),
  ],
  'gateway.finishTest': ['connection.test-finished', testConnection],
}

/** Who took a test is told by its finish; nothing else of the organization changes by it. */
const WITHOUT = [
  // The gateway that answers tells what is new.
  'servers.refresh',
  'gateway.takeTest',
  // What the target says of itself, for pages that complete names.
  'gateway.takeCatalogue',
  'gateway.reportCatalogue',
  // They try something out, and change nothing.
  'rules.tryStatement',
  'rules.simulate',
  'policyFile.plan',
  'policyFile.simulate',
  'issuers.tryToken',
  'groupMapping.tryClaims',
  'notifications.test',
  'notifications.sendAgain',
  // They ask for what is there already.
  'issuers.fetchKeys',
  'gateway.refreshKeys',
  'gateway.reportImpact',
  // The end of a session, or the next answer, tells of it.
  'gateway.leaveApproval',
  // Bookmarks of a person's own.
  'statements.save',
  // It counts for nothing before it is confirmed.
  'secondFactor.offer',
  'statements.share',
  'statements.removeSaved',
]

/** These leave rows, too: who asks, and the row, are told by the tests of what they belong to. */
const ELSEWHERE = [
  'servers.create',
  'servers.update',
  'servers.accept',
  'servers.withdraw',
  'gateway.reportTools',
  'access.end',
  'access.setSettings',
  'approvals.revokeShapeGrant',
  'approvals.setHoldLimits',
  'gateway.reportRepeats',
  'gateway.requestAccess',
  'maskingRules.acceptProposals',
  'notifications.create',
  'notifications.remove',
  'notifications.rotateSecret',
  'notifications.update',
  'oauth.answer',
  'oauth.answerDevice',
  'oauth.revokeGrant',
  'secondFactor.confirm',
  'secondFactor.remove',
  'secondFactor.renewRecoveryCodes',
  'secondFactor.reset',
]

describe('the audit log', () => {
  it('is asked of every mutation', () => {
    const mutations = procedures().filter(([, { _def }]) => _def.type === 'mutation')
    expect([...Object.keys(MUTATIONS), ...WITHOUT, ...ELSEWHERE].sort()).toEqual(
      mutations.map(([path]) => path).sort(),
    )
  })

  it.each(Object.entries(MUTATIONS))('has a row for %s', async (path, [action, call]) => {
    const { db, id: organizationId } = story.organization
    const where = { action, organizationId }
    const before = await db.auditEvent.count({ where })
    await call()
    expect(await db.auditEvent.count({ where })).toBe(before + 1)
    const event = await db.auditEvent.findFirst({ where, orderBy: { id: 'desc' } })
    expect(event?.actorName).toMatch(actorOf(path))
  })

  function actorOf(path: string): string {
    if (path.startsWith('gateway.')) return story.gateway.name
    return path === 'approvals.decide' ? 'approver' : story.admin.name
  }

  it('says what changed, from what to what', async () => {
    const { id, ...before } = await rule()
    await admin.rules.update({ ...before, id, verbs: ['read'], message: 'new' })
    const { items } = await admin.audit.list({ action: 'rule.update', search: before.name })
    expect(items[0]?.detail).toEqual({
      verbs: { before: [], after: ['read'] },
      message: { before: '', after: 'new' },
    })
  })

  it('never has a password or a token in it', async () => {
    const password = `planted-${randomUUID()}`
    const { id } = await admin.connections.create({ ...CONNECTION, name: unique(), password })
    await admin.connections.update({ ...CONNECTION, id, name: unique(), password: `${password}2` })
    await admin.identities.setPassword({ id: story.owner.id, password })
    const { token } = await admin.tokens.create({ identityId: story.agent.id, hours: 1 })
    const rows = JSON.stringify(await story.organization.db.auditEvent.findMany())
    expect(rows).not.toContain(password)
    expect(rows).not.toContain(token)
  })
})
