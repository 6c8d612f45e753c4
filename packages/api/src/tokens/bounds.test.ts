import { randomUUID } from 'node:crypto'
import { verifyToken } from '@sallyport/identity'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../context'
import { answerTokenEndpoint } from '../oauth/token-endpoint'
import { TestOrganization, testConsole } from '../testing/console'
import { CONNECTION, openStory, type Story } from '../testing/story'
import { exchangeToken } from './exchange-token'
import { ownIssuer } from './own-issuer'
import { type CreateToken, ExchangeToken } from './schema'

let organization: TestOrganization
let story: Story
let person: Member
let shop: string

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  story = await openStory(organization)
  person = await organization.person('engineer')
  const admin = organization.as(story.admin)
  shop = (await admin.connections.get({ id: story.connectionId })).name
  await admin.connections.create({ ...CONNECTION, name: 'books' })
})

/** Comes to a gateway with the token. */
async function come(token: string, connection = shop) {
  const { db, settings } = organization.services
  const { subject, tokenId, actors } = await verifyToken(token, [await ownIssuer(db, settings.consoleUrl)])
  return organization.as(story.gateway).gateway.openSession({
    sessionId: randomUUID(),
    subject,
    tokenId,
    actors,
    connection,
    protocol: 'postgres',
    clientAddress: '127.0.0.1',
    clientApplication: 'psql',
  })
}

async function tokenOf(who: Member, bounds: Partial<CreateToken> = {}): Promise<string> {
  const by = who.role === 'agent' ? story.admin : who
  return (await organization.as(by).tokens.create({ identityId: who.id, hours: 1, ...bounds })).token
}

async function exchange(subjectToken: string, actorToken: string, wanted: object = {}) {
  return exchangeToken(organization.services, ExchangeToken.parse({ subjectToken, actorToken, ...wanted }))
}

describe('a token', () => {
  it.each<[Partial<CreateToken>, string]>([
    [{}, 'person'],
    [{ isForTool: true }, 'tool'],
    [{ hours: 13 }, 'tool'],
  ])('of a person, made with %j, says that it comes from a %s', async (bounds, origin) => {
    expect((await come(await tokenOf(person, bounds))).identity.origin).toBe(origin)
  })

  it('of an agent says that it comes from an agent on its own, whoever owns it', async () => {
    expect((await come(await tokenOf(story.agent))).identity.origin).toBe('autonomous-agent')
  })

  it('for one connection opens no other', async () => {
    const token = await tokenOf(person, { connections: ['books'] })
    await expect(come(token, 'books')).resolves.toBeDefined()
    await expect(come(token)).rejects.toThrow('this token is for books only')
  })

  it('is not made for a connection that is not there', async () => {
    await expect(tokenOf(person, { connections: ['nowhere'] })).rejects.toThrow('no connection named nowhere')
  })

  it('for so many rows counts them over all its sessions', async () => {
    const token = await tokenOf(person, { rowBudget: 100, purpose: 'a report' })
    expect(await come(token)).toMatchObject({ rowsLeft: 100, purpose: 'a report' })
    await expect(come(token)).rejects.toThrow('one session at a time')
    await organization.db.session.updateMany({
      where: { purpose: 'a report' },
      data: { rowCount: 60, endedAt: new Date() },
    })
    expect(await come(token)).toMatchObject({ rowsLeft: 40 })
    await organization.db.session.updateMany({
      where: { purpose: 'a report' },
      data: { rowCount: 50, endedAt: new Date() },
    })
    await expect(come(token)).rejects.toThrow('the 100 rows that this token was given out for are read')
  })
})

describe('exchanging tokens (RFC 8693)', () => {
  it('gives an agent a token on behalf of a person', async () => {
    const { token } = await exchange(await tokenOf(person), await tokenOf(story.agent), {
      purpose: 'month end',
    })
    expect(await come(token)).toMatchObject({
      identity: { id: story.agent.id, kind: 'agent', origin: 'delegated-agent' },
      onBehalfOf: person.name,
      purpose: 'month end',
    })
  })

  it('gives it for no longer than either token', async () => {
    const short = await tokenOf(person, { hours: 1 })
    const { expiresAt } = await exchange(short, await tokenOf(story.agent, { hours: 8 }), { seconds: 86_400 })
    expect(expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 3_600_000)
  })

  it('gives no more than the person’s token may do', async () => {
    const own = await tokenOf(person, { connections: ['books'], rowBudget: 10 })
    const agent = await tokenOf(story.agent)
    await expect(exchange(own, agent, { connections: [shop] })).rejects.toThrow(`is not for ${shop}`)
    const { token } = await exchange(own, agent, { rowBudget: 1_000 })
    await expect(come(token)).rejects.toThrow('this token is for books only')
    expect(await come(token, 'books')).toMatchObject({ rowsLeft: 10 })
  })

  it('is undone with the person’s token, and ends what was opened', async () => {
    const own = await tokenOf(person)
    const { token } = await exchange(own, await tokenOf(story.agent))
    await come(token)
    const { items } = await organization.as(person).tokens.list({ identityId: person.id })
    await organization.as(person).tokens.revoke({ id: items[0]?.id ?? '' })
    await expect(come(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    const session = await organization.db.session.findFirstOrThrow({
      where: { onBehalfOfId: person.id },
      orderBy: { startedAt: 'desc' },
    })
    expect(session.endRequested).toBe('the token was revoked')
  })

  it('is asked for as RFC 8693 has it, with connections as the audience', async () => {
    const form = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: await tokenOf(person),
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      actor_token: await tokenOf(story.agent),
      actor_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      audience: 'books',
      seconds: '600',
    })
    const answer = await answerTokenEndpoint(organization.services, form)
    expect(answer).toMatchObject({
      token_type: 'Bearer',
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    })
    expect(answer.expires_in).toBeLessThanOrEqual(600)
    await expect(come(answer.access_token)).rejects.toThrow('this token is for books only')
    expect((await come(answer.access_token, 'books')).onBehalfOf).toBe(person.name)
  })

  it.each([
    ['subject_token_type', 'urn:ietf:params:oauth:token-type:saml2', 'subject_token_type'],
    ['actor_token', '', 'actor_token is missing'],
    ['seconds', 'soon', 'seconds'],
    ['rows', '-1', 'rowBudget'],
    ['audience', 'nowhere', 'no connection named nowhere'],
  ])('is refused with a %s of “%s”, in words', async (name, value, words) => {
    const form = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: await tokenOf(person),
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      actor_token: await tokenOf(story.agent),
      actor_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      [name]: value,
    })
    await expect(answerTokenEndpoint(organization.services, form)).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining(words),
    })
  })

  it.each<[string, () => Promise<unknown>]>([
    ['two persons', async () => exchange(await tokenOf(person), await tokenOf(story.admin))],
    ['two agents', async () => exchange(await tokenOf(story.agent), await tokenOf(story.agent))],
    ['the wrong way round', async () => exchange(await tokenOf(story.agent), await tokenOf(person))],
    ['what is no token', async () => exchange('x', await tokenOf(story.agent))],
    [
      'a token for the console',
      async () => exchange(await tokenOf(person, { scope: 'manage' }), await tokenOf(story.agent)),
    ],
    [
      'what was exchanged already',
      async () => {
        const { token } = await exchange(await tokenOf(person), await tokenOf(story.agent))
        return exchange(token, await tokenOf(story.agent))
      },
    ],
  ])('refuses %s', async (_, attempt) => {
    await expect(attempt()).rejects.toThrow(/token/)
  })

  it('makes a token that is nobody’s key to the console', async () => {
    const { token } = await exchange(await tokenOf(person), await tokenOf(story.agent))
    const { findCaller } = await import('../sign-in/find-caller')
    const { db, settings } = organization.services
    const credentials = { authorization: `Bearer ${token}`, consoleSessionId: null }
    expect(await findCaller(db, settings, credentials)).toBeNull()
  })
})
