import { randomUUID } from 'node:crypto'
import { verifyToken } from '@sallyport/identity'
import type { JWTPayload } from 'jose'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { GatewayCaller, Member } from '../context'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { CONNECTION } from '../testing/story'
import { TestIssuer } from '../testing/test-issuer'
import type { CreateIssuer } from './schema'

let organization: TestOrganization
let admin: Console
let owner: Member
let gateway: GatewayCaller
let provider: TestIssuer
let issuerId: string
let n = 0

const RULES = [
  {
    when: [{ claim: 'email', pattern: '*@acme.example' }],
    kind: 'person',
    name: '{email}',
    groupsClaim: 'groups',
  },
  { when: [{ claim: 'agent', pattern: '*' }], kind: 'agent', name: 'bot {agent}', groupsClaim: 'groups' },
  { when: [{ claim: 'sub', pattern: 'agent:*' }], kind: 'agent', name: 'bot {sub}', groups: ['agents'] },
] as const

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  owner = await organization.person('engineer')
  gateway = await organization.gateway()
  admin = organization.as(await organization.person('admin'))
  await organization.groups(['agents', 'analysts'])
  await admin.connections.create({ ...CONNECTION, name: 'shop' })
})

beforeEach(async () => {
  provider = await TestIssuer.start()
  ;({ id: issuerId } = await admin.issuers.create(settings()))
})

function settings(changes: Partial<CreateIssuer> = {}): CreateIssuer {
  n += 1
  const input = {
    name: `provider ${n}`,
    url: provider.url,
    algorithms: ['ES256'],
    claimRules: RULES,
    linkByEmail: true,
  }
  return { ...input, ...changes } as unknown as CreateIssuer
}

/** What a gateway does with a token: verifies it by its policy, and asks the console who it is. */
async function come(claims: JWTPayload, token?: string) {
  const api = organization.as(gateway).gateway
  const { issuers } = await api.policy()
  const verified = await verifyToken(token ?? (await provider.sign(claims)), issuers)
  const { subject, tokenId, actors, issuer, digest, expiresAt } = verified
  return api.openSession({
    sessionId: randomUUID(),
    subject,
    tokenId,
    actors,
    foreign: { issuer, digest, expiresAt, claims: { ...verified.claims } },
    connection: 'shop',
    protocol: 'postgres',
    clientAddress: '127.0.0.1',
    clientApplication: 'psql',
  })
}

const session = async (where: { readonly identityId: string }) =>
  organization.db.session.findFirstOrThrow({ where, orderBy: { startedAt: 'desc' } })

describe('an issuer', () => {
  it('has its keys fetched when it is registered', async () => {
    const item = await admin.issuers.get({ id: issuerId })
    expect(item).toMatchObject({ keysProblem: null, keys: [{ type: 'EC' }] })
  })

  it.each<[string, object | string, string]>([
    ['publishes no keys', { keys: [] }, 'publishes no keys'],
    ['publishes a private key', { keys: [{ kty: 'EC', d: 'x' }] }, 'no set of public keys'],
    ['publishes something else', { hello: 1 }, 'no set of public keys'],
  ])('that %s is told about', async (_, published, words) => {
    await provider.rotate(published as object)
    const item = await admin.issuers.fetchKeys({ id: issuerId })
    expect(item.keysProblem).toContain(words)
    expect(item.keys).toHaveLength(1) // the last ones that were right still verify
  })

  it.each<[string, Partial<CreateIssuer>, string]>([
    ['http on the network', { url: 'http://idp.example' }, 'https://'],
    ['no address', { url: 'idp' }, 'https://'],
    ['a metadata service', { url: 'https://169.254.169.254' }, ''],
    ['no algorithm', { algorithms: [] }, 'at least one'],
    [
      'a template that is open',
      { claimRules: [{ ...RULES[2], name: 'bot {sub' }] as never },
      'claim stands between',
    ],
    [
      'a group that is not there',
      { claimRules: [{ ...RULES[2], groups: ['nobody'] }] as never },
      'no group named',
    ],
    [
      'pasted keys that are private',
      { keysFrom: 'pasted', jwks: { keys: [{ kty: 'EC', d: 'x' }] } },
      'private keys',
    ],
    ['pasted keys that are missing', { keysFrom: 'pasted' }, 'Paste its keys'],
    ['keys at an address that is missing', { keysFrom: 'url' }, 'address of its keys'],
  ])('with %s is refused, or keeps no keys', async (_, changes, words) => {
    const attempt = admin.issuers.create(settings({ url: `https://${randomUUID()}.invalid`, ...changes }))
    if (words) await expect(attempt).rejects.toThrow(words)
    else expect((await attempt).keysProblem).toContain('169.254')
  })

  it('is registered once, and is never the console itself', async () => {
    await expect(admin.issuers.create(settings())).rejects.toThrow('is this issuer already')
    const { consoleUrl } = organization.services.settings
    await expect(admin.issuers.create(settings({ url: consoleUrl }))).rejects.toThrow('the console itself')
  })

  it('is asked for new keys by the first token that needs them, and not by a flood', async () => {
    await provider.rotate()
    const token = await provider.sign({ sub: 'agent:a' })
    await expect(come({}, token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    await organization.db.issuer.update({ where: { id: issuerId }, data: { keysTriedAt: new Date(0) } })
    const { asked } = provider
    const refresh = () => organization.as(gateway).gateway.refreshKeys({ issuer: provider.url })
    const answers = await Promise.all(Array.from({ length: 20 }, refresh))
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(provider.asked).toBe(asked + 1)
    await expect(come({}, token)).resolves.toBeDefined()
  })

  it('keeps the keys of the source that it has now, whatever an earlier one still answers', async () => {
    const before = await TestIssuer.start()
    await admin.issuers.update({ ...settings({ url: before.url }), id: issuerId })
    const late = before.answerLater()
    const fetching = admin.issuers.fetchKeys({ id: issuerId })
    await late.asked
    const pasted = { keys: [{ kty: 'OKP', kid: 'pasted' }] }
    await admin.issuers.update({ ...settings({ keysFrom: 'pasted', jwks: pasted }), id: issuerId })
    await before.rotate()
    late.answer()
    await fetching
    expect((await admin.issuers.get({ id: issuerId })).keys).toEqual([{ kid: 'pasted', type: 'OKP' }])
  })

  it('that withdrew a key has no say with it any more', async () => {
    const old = await provider.sign({ sub: 'agent:a' })
    await provider.rotate()
    await admin.issuers.fetchKeys({ id: issuerId })
    await expect(come({}, old)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })
})

describe('a token of another issuer', () => {
  it('makes an agent when it comes for the first time, and the same one is it ever after', async () => {
    const first = await come({ sub: 'x', agent: 'nightly', groups: ['analysts', 'unheard-of'] })
    expect(first.identity).toMatchObject({
      kind: 'agent',
      name: 'bot nightly',
      groups: ['analysts'],
      origin: 'autonomous-agent',
    })
    const second = await come({ sub: 'y', agent: 'nightly' })
    expect(second.identity).toMatchObject({ id: first.identity.id, groups: [] })
  })

  it('makes one agent, however many of it come at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => come({ sub: 'x', agent: 'swarm' })))
    expect(new Set(all.map(({ identity }) => identity.id)).size).toBe(1)
  })

  it('is never somebody else of that name', async () => {
    await organization.db.identity.create({
      data: { organizationId: organization.id, kind: 'agent', role: 'agent', name: 'bot payroll' },
    })
    await expect(come({ sub: 'x', agent: 'payroll' })).rejects.toThrow('another identity named “bot payroll”')
  })

  it('is a person by the verified address once, and by sub ever after', async () => {
    const email = `${randomUUID()}@acme.example`
    const known = await admin.identities.create({
      kind: 'person',
      name: email,
      email,
      role: 'engineer',
      groups: [],
    })
    await expect(come({ sub: 's1', email })).rejects.toThrow('is not known here')
    await expect(come({ sub: 's1', email, email_verified: 'true' })).rejects.toThrow('is not known here')
    const { identity } = await come({ sub: 's1', email, email_verified: true })
    expect(identity).toMatchObject({ id: known.id, kind: 'person', origin: 'unknown' })
    // The address went to somebody else: who comes with it now is not the person it was linked to.
    await expect(come({ sub: 's2', email, email_verified: true })).rejects.toThrow('is not known here')
    await expect(come({ sub: 's1', email: 'new@acme.example' })).resolves.toMatchObject({
      identity: { id: known.id },
    })
  })

  it('lets nobody in whom no rule fits, and says why not', async () => {
    await expect(come({ sub: 'robot' })).rejects.toThrow(
      'no rule says who “robot” is (it has no claim “email”',
    )
  })

  it('with an actor is the agent, on behalf of the person (RFC 8693)', async () => {
    const email = `${randomUUID()}@acme.example`
    const person = await admin.identities.create({
      kind: 'person',
      name: email,
      email,
      role: 'engineer',
      groups: [],
    })
    const claims = {
      sub: 'p',
      email,
      email_verified: true,
      act: { sub: 'agent:helper', act: { sub: 'agent:top' } },
    }
    const { identity, onBehalfOf } = await come(claims)
    expect(identity).toMatchObject({
      name: 'bot agent:helper',
      origin: 'delegated-agent',
      groups: ['agents'],
    })
    expect(onBehalfOf).toBe(email)
    expect(await session({ identityId: identity.id })).toMatchObject({
      onBehalfOfId: person.id,
      actors: ['agent:top'],
      origin: 'delegated-agent',
    })
  })

  it('never lets a person act for another', async () => {
    const email = `${randomUUID()}@acme.example`
    await admin.identities.create({ kind: 'person', name: email, email, role: 'engineer', groups: [] })
    await come({ sub: 'mallory', email, email_verified: true })
    const act = { sub: 'mallory', email }
    await expect(come({ sub: 'agent:a', act })).rejects.toThrow('only an agent acts for somebody')
  })

  it('of a disabled agent, or of a disabled person behind it, is refused, and open sessions are ended', async () => {
    const { identity } = await come({ sub: 'x', agent: 'doomed' })
    await admin.identities.setDisabled({ id: identity.id, disabled: true })
    expect(await session({ identityId: identity.id })).toMatchObject({
      endRequested: expect.stringMatching(/disabled/),
    })
    await expect(come({ sub: 'x', agent: 'doomed' })).rejects.toThrow('disabled')

    const email = `${randomUUID()}@acme.example`
    const person = await admin.identities.create({
      kind: 'person',
      name: email,
      email,
      role: 'engineer',
      groups: [],
    })
    const claims = { sub: email, email, email_verified: true, act: { sub: 'agent:left' } }
    const { identity: agent } = await come(claims)
    await admin.identities.setDisabled({ id: person.id, disabled: true })
    expect(await session({ identityId: agent.id })).toMatchObject({
      endRequested: expect.stringMatching(/disabled/),
    })
    await expect(come(claims)).rejects.toThrow('disabled')
  })

  it('can be revoked, whoever issued it', async () => {
    const token = await provider.sign({ sub: 'x', agent: 'leaky' })
    const { identity } = await come({}, token)
    const { items } = await admin.tokens.list({ identityId: identity.id })
    await admin.tokens.revoke({ id: items[0]?.id ?? '' })
    expect(await session({ identityId: identity.id })).toMatchObject({
      endRequested: 'the token was revoked',
    })
    await expect(come({}, token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it.each<[string, () => Promise<unknown>]>([
    ['disabled', () => admin.issuers.setEnabled({ id: issuerId, enabled: false })],
    ['removed', () => admin.issuers.remove({ id: issuerId })],
  ])('of an issuer that is %s is refused, and open sessions are ended', async (_, change) => {
    const { identity } = await come({ sub: 'x', agent: randomUUID() })
    await change()
    expect(await session({ identityId: identity.id })).toMatchObject({
      endRequested: expect.stringMatching(/issuer/),
    })
    await expect(come({ sub: 'x', agent: 'any' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('is bound to its owner by the rules, and the owner is told by the verified address', async () => {
    const claimRules = [{ kind: 'agent', name: 'of {owner}', owner: '{owner}' }] as never
    await admin.issuers.update({ ...settings({ claimRules }), id: issuerId })
    const { identity } = await come({ sub: 'x', owner: owner.email })
    expect(await admin.identities.get({ id: identity.id })).toMatchObject({ owner: { id: owner.id } })
    await expect(come({ sub: 'x', owner: 'nobody@acme.example' })).rejects.toThrow('is not known here')
  })
})

describe('trying a token', () => {
  it('says who would come, and changes nothing', async () => {
    const before = await organization.db.identity.count()
    const token = await provider.sign({ sub: 'x', agent: 'preview' })
    const tried = await admin.issuers.tryToken({ token })
    expect(tried).toMatchObject({ bearer: { identity: { name: 'bot preview' } }, isNew: true, problem: null })
    expect(await organization.db.identity.count()).toBe(before)
  })

  it('does so by rules that are not saved yet', async () => {
    const token = await provider.sign({ sub: 'x' })
    expect(await admin.issuers.tryToken({ token })).toMatchObject({
      bearer: null,
      problem: expect.stringContaining('no rule'),
    })
    const draft = { issuerId, claimRules: [{ kind: 'agent', name: 'any {sub}' }] } as never
    expect(await admin.issuers.tryToken({ token, draft })).toMatchObject({
      bearer: { identity: { name: 'any x' } },
    })
  })

  it('says what is wrong with it', async () => {
    await expect(admin.issuers.tryToken({ token: 'a.b.c' })).rejects.toThrow('The token is refused')
  })
})
