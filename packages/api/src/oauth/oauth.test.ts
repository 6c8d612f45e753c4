import { decodeJwt } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Services } from '../context'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { openStory, type Story } from '../testing/story'
import { COMMAND_LINE, registerClient } from './clients'
import { beginDevice } from './device'
import { revokeByProgram } from './redeem'
import type { Authorization } from './schema'
import { challengeOf } from './secrets'
import { answerTokenRequest } from './token-endpoint'

const REDIRECT = 'http://127.0.0.1:4711/callback'
const VERIFIER = 'a verifier that is long enough to be one, 43 characters'

let services: Services
let organization: TestOrganization
let story: Story
let owner: Console
let client: string

beforeAll(async () => {
  services = await testConsole()
  organization = await TestOrganization.create(services)
  story = await openStory(organization)
  owner = organization.as(story.owner)
  const body = { redirect_uris: ['http://127.0.0.1/callback'], client_name: 'Helpful\u202e' }
  client = (await registerClient(services.db, body)).client_id
})

const asking = (change: Partial<Authorization> = {}): Authorization => ({
  response_type: 'code',
  client_id: client,
  redirect_uri: REDIRECT,
  state: 'the state',
  code_challenge: challengeOf(VERIFIER),
  code_challenge_method: 'S256',
  ...change,
})

async function codeFor(change: Partial<Authorization> = {}): Promise<string> {
  const { to } = await owner.oauth.answer({ request: asking(change), allow: true })
  return new URL(to).searchParams.get('code') ?? ''
}

const post = (form: Record<string, string>) => answerTokenRequest(services, new URLSearchParams(form))

const redeem = (code: string, change: Record<string, string> = {}) =>
  post({
    grant_type: 'authorization_code',
    client_id: client,
    redirect_uri: REDIRECT,
    code,
    code_verifier: VERIFIER,
    ...change,
  })

const renew = (token: string, change: Record<string, string> = {}) =>
  post({ grant_type: 'refresh_token', client_id: client, refresh_token: token, ...change })

describe('a program that asks', () => {
  it('gets a code at its own address, with its state and who answers', async () => {
    const { to } = await owner.oauth.answer({ request: asking(), allow: true })
    const { origin, pathname, searchParams } = new URL(to)
    expect(origin + pathname).toBe(REDIRECT)
    expect(Object.fromEntries(searchParams)).toEqual({
      code: expect.stringMatching(/^[\w-]{43}$/),
      state: 'the state',
      iss: services.settings.consoleUrl,
    })
  })

  it('is told when the person refuses', async () => {
    const { to } = await owner.oauth.answer({ request: asking(), allow: false })
    expect(new URL(to).searchParams.get('error')).toBe('access_denied')
  })

  it('is named as it calls itself, without what cannot be seen', async () => {
    expect(await owner.oauth.request(asking())).toMatchObject({
      kind: 'asked',
      asked: {
        client: { name: 'Helpful', isOwn: false },
        scopes: ['connect'],
        resource: services.settings.gatewayMcp,
      },
    })
  })

  it.each([
    ['no challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge that is none', { code_challenge: 'short' }, 'invalid_request'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['the console', { scope: 'manage' }, 'invalid_scope'],
    ['a token for elsewhere', { resource: 'https://evil.example/mcp' }, 'invalid_target'],
  ])('for %s is refused at its own address', async (_, change, error) => {
    const read = await owner.oauth.request(asking(change))
    expect(read.kind).toBe('redirect')
    expect(read.kind === 'redirect' && new URL(read.to).searchParams.get('error')).toBe(error)
  })

  it.each([
    ['is not known', { client_id: '3f0e2a38-0000-4000-8000-000000000000' }],
    ['is no id', { client_id: "' or 1=1" }],
    ['wants the answer elsewhere', { redirect_uri: 'http://127.0.0.1:1/elsewhere' }],
    ['wants it at another host', { redirect_uri: 'https://evil.example/callback' }],
  ])('and %s sends nobody anywhere', async (_, change) => {
    expect(await owner.oauth.request(asking(change))).toMatchObject({ kind: 'refused' })
    await expect(owner.oauth.answer({ request: asking(change), allow: true })).rejects.toThrow()
  })

  it('cannot be answered with a token', async () => {
    const byToken = organization.as({ ...story.owner, consoleSessionId: null, tokenScope: 'manage' })
    await expect(byToken.oauth.answer({ request: asking(), allow: true })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})

describe('a code', () => {
  it('brings a token for the address of MCP alone, as the person who agreed', async () => {
    const answer = await redeem(await codeFor())
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 3_600, scope: 'connect' })
    expect(decodeJwt(answer.access_token)).toMatchObject({
      aud: services.settings.gatewayMcp,
      sub: story.owner.id,
      client_id: client,
    })
  })

  it('is good once; a second attempt takes back what the first gave', async () => {
    const code = await codeFor()
    const { refresh_token } = await redeem(code)
    await expect(redeem(code)).rejects.toMatchObject({ code: 'invalid_grant' })
    await expect(renew(refresh_token)).rejects.toMatchObject({ code: 'invalid_grant' })
  })

  it.each([
    ['another verifier', { code_verifier: 'not it' }],
    ['another address', { redirect_uri: 'http://127.0.0.1:4712/callback' }],
    ['another program', { client_id: COMMAND_LINE.id }],
  ])('is refused with %s', async (_, change) => {
    await expect(redeem(await codeFor(), change)).rejects.toMatchObject({ code: 'invalid_grant' })
  })

  it('is refused after a minute', async () => {
    const code = await codeFor()
    await services.db.oAuthSecret.updateMany({
      where: { kind: 'code', usedAt: null },
      data: { expiresAt: new Date(Date.now() - 1) },
    })
    await expect(redeem(code)).rejects.toMatchObject({ code: 'invalid_grant' })
  })
})

describe('a refresh token', () => {
  it('is exchanged for new tokens, and one used long ago ends everything', async () => {
    const first = await redeem(await codeFor())
    const second = await renew(first.refresh_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    await services.db.oAuthSecret.updateMany({
      where: { kind: 'refresh', usedAt: { not: null } },
      data: { usedAt: new Date(Date.now() - 60_000) },
    })
    await expect(renew(first.refresh_token)).rejects.toMatchObject({ code: 'invalid_grant' })
    await expect(renew(second.refresh_token)).rejects.toMatchObject({ code: 'invalid_grant' })
  })

  it('may be used twice at once', async () => {
    const { refresh_token } = await redeem(await codeFor())
    await renew(refresh_token)
    await expect(renew(refresh_token)).resolves.toHaveProperty('access_token')
  })

  it('is of no use to another program', async () => {
    const { refresh_token } = await redeem(await codeFor())
    const other = { client_id: COMMAND_LINE.id }
    await expect(renew(refresh_token, other)).rejects.toMatchObject({ code: 'invalid_grant' })
  })

  it('brings a token of one of the scopes that were granted', async () => {
    const code = await codeFor({ client_id: COMMAND_LINE.id, scope: 'connect read' })
    const own = { client_id: COMMAND_LINE.id }
    const { refresh_token, scope } = await redeem(code, own)
    expect(scope).toBe('connect')
    const read = await renew(refresh_token, { ...own, scope: 'read' })
    expect(read.scope).toBe('read')
    expect(decodeJwt(read.access_token).aud).toBe('sallyport')
    await expect(renew(read.refresh_token, { ...own, scope: 'manage' })).rejects.toMatchObject({
      code: 'invalid_scope',
    })
  })

  it('is refused once the person is disabled', async () => {
    const person = await organization.person('engineer')
    const { to } = await organization.as(person).oauth.answer({ request: asking(), allow: true })
    const { refresh_token } = await redeem(new URL(to).searchParams.get('code') ?? '')
    await organization.as(story.admin).identities.setDisabled({ id: person.id, disabled: true })
    await expect(renew(refresh_token)).rejects.toMatchObject({ code: 'invalid_grant' })
  })
})

describe('a person', () => {
  it('sees which programs have access, and takes it back', async () => {
    const person = organization.as(await organization.person('engineer'))
    const { to } = await person.oauth.answer({ request: asking(), allow: true })
    const answer = await redeem(new URL(to).searchParams.get('code') ?? '')
    const { items } = await person.oauth.grants()
    expect(items).toMatchObject([{ clientName: 'Helpful', scopes: ['connect'] }])
    await expect(owner.oauth.revokeGrant({ id: items[0]?.id ?? '' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await person.oauth.revokeGrant({ id: items[0]?.id ?? '' })
    expect((await person.oauth.grants()).items).toEqual([])
    await expect(renew(answer.refresh_token)).rejects.toMatchObject({ code: 'invalid_grant' })
    const { jti = '' } = decodeJwt(answer.access_token)
    expect(await services.db.token.findUnique({ where: { id: jti } })).toMatchObject({
      revokedAt: expect.any(Date),
    })
  })
})

describe('a device', () => {
  const begin = () => beginDevice(services, { clientId: COMMAND_LINE.id, scope: 'connect read' })
  const poll = (code: string) =>
    post({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: COMMAND_LINE.id,
      device_code: code,
    })

  it('waits until a person has answered, and gets its tokens once', async () => {
    const { device_code, user_code } = await begin()
    await expect(poll(device_code)).rejects.toMatchObject({ code: 'authorization_pending' })
    await expect(poll(device_code)).rejects.toMatchObject({ code: 'slow_down' })
    expect(await owner.oauth.device({ userCode: user_code.toLowerCase() })).toEqual({
      name: COMMAND_LINE.name,
      scopes: ['connect', 'read'],
    })
    await owner.oauth.answerDevice({ userCode: user_code, allow: true })
    expect(await poll(device_code)).toMatchObject({ scope: 'connect' })
    await expect(poll(device_code)).rejects.toMatchObject({ code: 'invalid_grant' })
    await expect(owner.oauth.answerDevice({ userCode: user_code, allow: true })).rejects.toThrow()
  })

  it('is told that the person refused', async () => {
    const { device_code, user_code } = await begin()
    await owner.oauth.answerDevice({ userCode: user_code, allow: false })
    await expect(poll(device_code)).rejects.toMatchObject({ code: 'access_denied' })
  })

  it('is one of ours: a link of an unknown program would be a trap', async () => {
    await expect(beginDevice(services, { clientId: client, scope: undefined })).rejects.toMatchObject({
      code: 'unauthorized_client',
    })
  })
})

describe('revocation', () => {
  it('of an access token ends that one, of a refresh token the access, and of anything else nothing', async () => {
    const answer = await redeem(await codeFor())
    const { jti = '' } = decodeJwt(answer.access_token)
    const token = () => services.db.token.findUniqueOrThrow({ where: { id: jti } })
    await revokeByProgram(services, 'nonsense', client)
    await revokeByProgram(services, answer.access_token, COMMAND_LINE.id)
    expect(await token()).toMatchObject({ revokedAt: null })
    await revokeByProgram(services, answer.access_token, client)
    expect(await token()).toMatchObject({ revokedAt: expect.any(Date) })
    const { refresh_token } = await renew(answer.refresh_token)
    await revokeByProgram(services, refresh_token, client)
    await expect(renew(refresh_token)).rejects.toMatchObject({ code: 'invalid_grant' })
  })
})

describe('registration', () => {
  it.each([
    ['no addresses', {}],
    ['an empty list', { redirect_uris: [] }],
    ['a script', { redirect_uris: ['javascript:alert(1)'] }],
    ['plain http elsewhere', { redirect_uris: ['http://client.example/callback'] }],
    ['nothing', null],
  ])('refuses %s', async (_, body) => {
    await expect(registerClient(services.db, body)).rejects.toHaveProperty('code')
  })
})
