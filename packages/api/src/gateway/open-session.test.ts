import { randomUUID } from 'node:crypto'
import { open } from '@sallyport/secrets'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Services } from '../context'
import { TestOrganization, testConsole } from '../testing/console'
import { CONNECTION, openStory, type Story } from '../testing/story'

let services: Services
let organization: TestOrganization
let story: Story
let name: string

beforeAll(async () => {
  services = await testConsole()
  organization = await TestOrganization.create(services)
  story = await openStory(organization)
  name = (await organization.as(story.admin).connections.get({ id: story.connectionId })).name
})

async function openSession(change: {
  subject?: string
  tokenId?: string
  connection?: string
  sessionId?: string
}) {
  return organization.as(story.gateway).gateway.openSession({
    sessionId: randomUUID(),
    subject: story.agent.id,
    tokenId: change.tokenId ?? (await organization.token(story.agent.id)),
    connection: name,
    protocol: 'postgres',
    clientAddress: '127.0.0.1',
    clientApplication: 'psql',
    ...change,
  })
}

describe('openSession', () => {
  it('says who it is, and gives what the gateway needs to reach the target', async () => {
    const { identity, connection } = await openSession({})
    const origin = 'autonomous-agent'
    expect(identity).toEqual({
      id: story.agent.id,
      kind: 'agent',
      name: story.agent.name,
      groups: [],
      origin,
    })
    const { password, ...settings } = CONNECTION
    expect(connection).toMatchObject({ ...settings, id: story.connectionId, name })
    const sealed = Buffer.from(connection.sealedPassword, 'base64')
    expect(open(services.masterKey, sealed, `connection:${connection.id}`)).toBe(password)
  })

  it('notes when the token was used', async () => {
    const tokenId = await organization.token(story.agent.id)
    await openSession({ tokenId })
    const token = await organization.db.token.findUniqueOrThrow({ where: { id: tokenId } })
    expect(token.lastUsedAt).toBeInstanceOf(Date)
  })

  it('does not know a connection that is not there', async () => {
    await expect(openSession({ connection: 'nope' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('refuses a second session of the same id', async () => {
    await expect(openSession({ sessionId: story.sessionId })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  describe('answers UNAUTHENTICATED, in the same words,', () => {
    const refused = { code: 'UNAUTHORIZED', message: 'The token is not valid' }

    it('to an unknown token', async () => {
      await expect(openSession({ tokenId: randomUUID() })).rejects.toMatchObject(refused)
    })

    it('to a token of somebody else', async () => {
      const tokenId = await organization.token(story.owner.id)
      await expect(openSession({ tokenId })).rejects.toMatchObject(refused)
    })

    it('to a revoked token', async () => {
      const tokenId = await organization.token(story.agent.id)
      await organization.as(story.admin).tokens.revoke({ id: tokenId })
      await expect(openSession({ tokenId })).rejects.toMatchObject(refused)
    })

    it('to an expired token', async () => {
      const tokenId = await organization.token(story.agent.id)
      await organization.db.token.update({ where: { id: tokenId }, data: { expiresAt: new Date() } })
      await expect(openSession({ tokenId })).rejects.toMatchObject(refused)
    })

    it('to a disabled identity', async () => {
      const agent = await organization.agent()
      const tokenId = await organization.token(agent.id)
      await organization.as(story.admin).identities.setDisabled({ id: agent.id, disabled: true })
      await expect(openSession({ tokenId, subject: agent.id })).rejects.toMatchObject(refused)
    })

    it('to an identity of another organization', async () => {
      const elsewhere = await TestOrganization.create(services)
      const stranger = await elsewhere.agent()
      const tokenId = await elsewhere.token(stranger.id)
      await expect(openSession({ tokenId, subject: stranger.id })).rejects.toMatchObject(refused)
    })
  })
})

describe('policy', () => {
  it('holds what is enabled of the gateway’s own organization, under a version that grows with each change', async () => {
    const own = await TestOrganization.create(services)
    const admin = own.as(await own.person('admin'))
    const gateway = own.as(await own.gateway()).gateway
    const before = await gateway.policy()
    expect(before).toMatchObject({ version: 1, rules: [], maskingRules: [], organizationId: own.id })

    const rule = await admin.rules.create({ name: 'reads', effect: 'allow', verbs: ['read'] })
    const masking = { name: 'mail', columns: ['**.email'], dataClass: 'email', operator: 'partial' } as const
    await admin.maskingRules.create(masking)
    const after = await gateway.policy()
    expect(after.version).toBe(3)
    expect(after.rules).toMatchObject([{ id: rule.id, verbs: ['read'], effect: 'allow', mode: 'enforce' }])
    expect(after.maskingRules).toMatchObject([masking])

    await admin.rules.setEnabled({ id: rule.id, enabled: false })
    expect(await gateway.policy()).toMatchObject({ version: 4, rules: [] })
  })

  it('names the key that signs, and only its public half', async () => {
    const { consoleIssuer, issuers } = await organization.as(story.gateway).gateway.policy()
    expect(consoleIssuer).toMatchObject({ issuer: 'http://localhost:3000', audience: 'sallyport' })
    expect(issuers).toEqual([])
    expect(consoleIssuer.jwks.keys).toHaveLength(1)
    expect(JSON.stringify(consoleIssuer)).not.toContain('"d"')
  })
})
