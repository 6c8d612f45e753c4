import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Services } from '../context'
import { createIdentity } from '../identities/create-identity'
import { TestOrganization, testConsole } from '../testing/console'
import { issueToken } from '../tokens/issue-token'
import { BackOff } from './back-off'
import { findCaller } from './find-caller'
import { signInWithOidc } from './sign-in-with-oidc'
import { FREE_OF_ONE_ADDRESS, signInWithPassword } from './sign-in-with-password'
import { signOut } from './sign-out'

const PASSWORD = 'correct horse battery'
const email = `${randomUUID()}@example.com`
let services: Services
let organization: TestOrganization
let id: string

beforeAll(async () => {
  services = await testConsole()
  organization = await TestOrganization.create(services)
  const person = {
    kind: 'person',
    name: 'Ann',
    email,
    password: PASSWORD,
    role: 'reviewer',
    groups: [],
  } as const
  id = (await createIdentity(organization.db, organization.system, person)).id
})

const signIn = (password: string, who = email, backOff = new BackOff()) =>
  signInWithPassword(organization.db, backOff, { email: who, password }, { address: '192.0.2.1' })
const caller = (consoleSessionId: string | null, authorization: string | null = null) =>
  findCaller(organization.db, services.settings, { consoleSessionId, authorization })

describe('a sign-in with a password', () => {
  it('makes a session that says who it is', async () => {
    const { consoleSessionId } = await signIn(PASSWORD)
    expect(await caller(consoleSessionId)).toMatchObject({
      type: 'member',
      id,
      role: 'reviewer',
      consoleSessionId,
    })
  })

  it('says the same of a wrong password, an unknown e-mail and a disabled person', async () => {
    const refused = { code: 'UNAUTHENTICATED', message: 'E-mail or password is wrong' }
    await expect(signIn('wrong')).rejects.toMatchObject(refused)
    await expect(signIn(PASSWORD, 'nobody@example.com')).rejects.toMatchObject(refused)
    await organization.db.identity.update({ where: { id }, data: { disabledAt: new Date() } })
    try {
      await expect(signIn(PASSWORD)).rejects.toMatchObject(refused)
    } finally {
      await organization.db.identity.update({ where: { id }, data: { disabledAt: null } })
    }
  })

  it('refuses whoever has no password', async () => {
    const { email: other } = await organization.person('admin')
    await expect(signIn('', other ?? '')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('slows down guessing, and then refuses the right password too', async () => {
    const backOff = new BackOff()
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect(signIn('wrong', email, backOff)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    }
    // More of them make a wait that no slow hashing outlasts.
    for (let failure = 0; failure < 8; failure++) backOff.fail(`${email} 192.0.2.1`)
    await expect(signIn(PASSWORD, email, backOff)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
  })

  it('slows down one address that tries many people, and nobody elsewhere', async () => {
    const backOff = new BackOff()
    const from = (address: string) =>
      signInWithPassword(organization.db, backOff, { email, password: PASSWORD }, { address })
    for (let failure = 0; failure < FREE_OF_ONE_ADDRESS + 8; failure++) {
      backOff.fail('198.51.100.77', Date.now(), FREE_OF_ONE_ADDRESS)
    }
    await expect(from('198.51.100.77')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
    await expect(from('198.51.100.78')).resolves.toBeDefined()
  })

  it('counts attempts at the same time', async () => {
    const backOff = new BackOff()
    const attempts = await Promise.allSettled(
      Array.from({ length: 9 }, () => signIn('wrong', email, backOff)),
    )
    const codes = attempts.map((attempt) => (attempt.status === 'rejected' ? attempt.reason.code : 'in'))
    expect(codes.filter((code) => code === 'LIMIT_EXCEEDED')).toHaveLength(4)
  })

  it('is written down, as is the refusal, without the password', async () => {
    const { db, id: organizationId } = organization
    await signIn('a wrong password').catch(() => undefined)
    await signIn(PASSWORD)
    const events = await db.auditEvent.findMany({ where: { organizationId, subjectId: id } })
    const actions = events.map(({ action }) => action)
    expect(actions).toContain('sign-in.refuse')
    expect(actions).toContain('sign-in.succeed')
    expect(JSON.stringify(events)).not.toContain('a wrong password')
  })
})

describe('a sign-in', () => {
  it('ends with signing out, whatever cookie is kept', async () => {
    const { consoleSessionId } = await signIn(PASSWORD)
    await signOut(organization.db, consoleSessionId)
    expect(await caller(consoleSessionId)).toBeNull()
    await signOut(organization.db, consoleSessionId)
  })

  it('ends with its time', async () => {
    const { consoleSessionId } = await signIn(PASSWORD)
    await organization.db.consoleSession.update({
      where: { id: consoleSessionId },
      data: { expiresAt: new Date() },
    })
    expect(await caller(consoleSessionId)).toBeNull()
  })

  it('counts for nothing beside an Authorization header', async () => {
    const { consoleSessionId } = await signIn(PASSWORD)
    expect(await caller(consoleSessionId, 'Bearer nonsense')).toBeNull()
    expect(await caller(consoleSessionId, 'Basic abc')).toBeNull()
  })
})

describe('a sign-in with OIDC', () => {
  it('is of the person with that verified e-mail', async () => {
    const profile = { email: email.toUpperCase(), email_verified: true }
    const { consoleSessionId } = await signInWithOidc(organization.db, profile, { address: '192.0.2.1' })
    expect(await caller(consoleSessionId)).toMatchObject({ id })
  })

  it.each([
    ['an address that is not verified', { email, email_verified: false }],
    ['an address of which nothing is said', { email }],
    ['no address', { sub: 'x' }],
    ['somebody unknown', { email: 'stranger@example.com', email_verified: true }],
  ])('refuses %s', async (_, profile) => {
    await expect(signInWithOidc(organization.db, profile, { address: '192.0.2.1' })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })
})

describe('a token of the console', () => {
  const issue = (consoleUrl = services.settings.consoleUrl) =>
    issueToken(organization.db, services.masterKey, { identityId: id, seconds: 3_600, consoleUrl })
  const bearer = (token: string) => caller(null, `Bearer ${token}`)

  it('says who it is', async () => {
    const { token } = await issue()
    expect(await bearer(token)).toMatchObject({ id, role: 'reviewer', consoleSessionId: null })
  })

  it('counts no longer when it is revoked', async () => {
    const issued = await issue()
    await organization.db.token.update({ where: { id: issued.id }, data: { revokedAt: new Date() } })
    expect(await bearer(issued.token)).toBeNull()
  })

  it('counts for its own issuer only', async () => {
    expect(await bearer((await issue('http://elsewhere:3000')).token)).toBeNull()
  })

  it('is refused when any character of it is changed', async () => {
    const { token } = await issue()
    for (let at = 0; at < token.length; at += 7) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
      expect(await bearer(changed), `character ${at}`).toBeNull()
    }
  })

  it('has one spelling: no padding, no white space, no other last character', async () => {
    const { token } = await issue()
    const [header = '', payload = '', signature = ''] = token.split('.')
    const last = signature.at(-1) ?? ''
    const twin = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const other = twin[twin.indexOf(last) ^ 1] ?? ''
    for (const spelling of [
      `${token}=`,
      ` ${token}`,
      `${header}.${payload}.${signature.slice(0, -1)}${other}`,
    ]) {
      expect(await bearer(spelling)).toBeNull()
    }
  })

  it('is refused without a signature', async () => {
    const { token } = await issue()
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    expect(await bearer(`${none}.${token.split('.')[1]}.`)).toBeNull()
    expect(await bearer(`${none}.${token.split('.')[1]}.AAAA`)).toBeNull()
  })
})

describe('BackOff', () => {
  it('waits twice as long after each failure, up to a quarter of an hour', () => {
    const backOff = new BackOff()
    const waits = Array.from({ length: 30 }, () => {
      backOff.fail('key', 0)
      return backOff.waitMs('key', 0)
    })
    expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000])
    expect(waits.at(-1)).toBe(900_000)
    expect(backOff.waitMs('key', 900_000)).toBe(0)
  })

  it('forgets the key that failed least recently, so that its memory has an end', () => {
    const backOff = new BackOff()
    for (let attempt = 0; attempt < 9; attempt++) backOff.fail('first', 0)
    for (let attempt = 0; attempt < 9; attempt++) backOff.fail('second', 0)
    for (let index = 0; index < 9_999; index++) backOff.fail(`key ${index}`, 0)
    expect(backOff.waitMs('first', 0)).toBe(0)
    expect(backOff.waitMs('second', 0)).toBeGreaterThan(0)
  })

  it('starts anew after a success', () => {
    const backOff = new BackOff()
    for (let attempt = 0; attempt < 9; attempt++) backOff.fail('key', 0)
    backOff.succeed('key')
    expect(backOff.waitMs('key', 0)).toBe(0)
  })
})
