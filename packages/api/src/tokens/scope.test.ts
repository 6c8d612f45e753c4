import { randomUUID } from 'node:crypto'
import { TOKEN_SCOPES, type TokenScope } from '@sallyport/core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../context'
import { findCaller } from '../sign-in/find-caller'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { openStory, type Story } from '../testing/story'

let organization: TestOrganization
let story: Story

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  story = await openStory(organization)
})

async function bearer(who: Member, scope: TokenScope): Promise<Console> {
  const { token } = await organization.as(who).tokens.create({ identityId: who.id, hours: 1, scope })
  const { db, settings } = organization.services
  const caller = await findCaller(db, settings, { authorization: `Bearer ${token}`, consoleSessionId: null })
  expect(caller).toMatchObject({ id: who.id, tokenScope: scope })
  return organization.as(caller)
}

const draft = () => ({ name: randomUUID(), effect: 'deny' }) as const

describe('a token', () => {
  it.each([
    ['connect', 'FORBIDDEN', 'FORBIDDEN'],
    ['read', 'OK', 'FORBIDDEN'],
    ['manage', 'OK', 'OK'],
  ] as const)('to %s: reading is %s and changing is %s', async (scope, reading, changing) => {
    const api = await bearer(story.admin, scope)
    const codeOf = async (call: Promise<unknown>) =>
      call.then(
        () => 'OK',
        (error: { code: string }) => error.code,
      )
    expect(await codeOf(api.rules.list())).toBe(reading)
    expect(await codeOf(api.rules.create(draft()))).toBe(changing)
  })

  it.each(TOKEN_SCOPES)('to %s never answers an approval and never makes another token', async (scope) => {
    const approver = await organization.person('approver')
    const api = await bearer(approver, scope)
    await expect(api.approvals.decide({ id: randomUUID(), verdict: 'approved' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(api.tokens.create({ identityId: approver.id, hours: 1 })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  it.each(['read', 'manage'] as const)('to %s opens no database', async (scope) => {
    const { items } = await organization.as(story.admin).connections.list({})
    const { id: tokenId } = await organization
      .as(story.admin)
      .tokens.create({ identityId: story.admin.id, hours: 1, scope })
    const open = organization.as(story.gateway).gateway.openSession({
      sessionId: randomUUID(),
      subject: story.admin.id,
      tokenId,
      connection: items[0]?.name ?? '',
      protocol: 'postgres',
      clientAddress: '127.0.0.1',
      clientApplication: 'psql',
    })
    await expect(open).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('for an agent is for databases', async () => {
    const create = (scope: TokenScope) =>
      organization.as(story.admin).tokens.create({ identityId: story.agent.id, hours: 1, scope })
    await expect(create('manage')).rejects.toThrow('An agent has no use for the console')
    await expect(create('connect')).resolves.toHaveProperty('token')
  })

  it('notes when the API was used with it', async () => {
    await bearer(story.admin, 'read')
    const { items } = await organization.as(story.admin).tokens.list({ identityId: story.admin.id })
    expect(items[0]).toMatchObject({ scope: 'read', lastUsedAt: expect.any(Date) })
  })
})
