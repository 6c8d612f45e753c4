import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Member, Services } from '../context'
import { createIdentity } from '../identities/create-identity'
import { BackOff } from '../sign-in/back-off'
import { completeSignIn, findAwaiting } from '../sign-in/complete-sign-in'
import { findCaller } from '../sign-in/find-caller'
import { signInWithOidc } from '../sign-in/sign-in-with-oidc'
import { signInWithPassword } from '../sign-in/sign-in-with-password'
import { TestOrganization, testConsole } from '../testing/console'
import { openStory, request, type Story } from '../testing/story'
import { confirmFactor } from './enrol-factor'
import { codeAt, createSecret, stepOf } from './totp'

const PASSWORD = 'correct horse battery'
const FROM = { address: '192.0.2.1' }
const WRONG = { message: 'This code is wrong, used already, or out of time' }
/** Codes are of thirty seconds; a test takes one of each in turn, the first long past. */
const STEP_MS = 30_000

let services: Services
let organization: TestOrganization
let admin: Member

beforeAll(async () => {
  services = await testConsole()
})
beforeEach(async () => {
  organization = await TestOrganization.create(services)
  admin = await organization.person('admin')
})

let count = 0
/** A person who has signed in with a password. */
async function person(role: 'approver' | 'engineer' = 'engineer') {
  count += 1
  const email = `factor-${count}@example.com`
  await createIdentity(services.db, organization.system, {
    kind: 'person',
    name: `Factor ${count}`,
    email,
    password: PASSWORD,
    role,
    groups: [],
  })
  const { consoleSessionId } = await signIn(email)
  const member = await caller(consoleSessionId)
  if (member?.type !== 'member') throw new Error('not signed in')
  return { email, member }
}
const signIn = (email: string) =>
  signInWithPassword(services.db, new BackOff(), { email, password: PASSWORD }, FROM)
const caller = (consoleSessionId: string) =>
  findCaller(services.db, services.settings, { consoleSessionId, authorization: null })

/** The same with a second factor, enrolled with a code of two minutes ago, so that the codes of now are all unused. */
async function enrolled(role: 'approver' | 'engineer' = 'engineer') {
  const who = await person(role)
  const { secret } = await organization.as(who.member).secondFactor.offer()
  const past = new Date(Date.now() - 4 * STEP_MS)
  const { recoveryCodes } = await confirmFactor(services, who.member, codeAt(secret, past), past)
  return { ...who, secret, recoveryCodes, now: () => codeAt(secret, new Date()) }
}
const complete = (id: string, code: string) => completeSignIn(services, id, code, FROM)

describe('the codes of an authenticator', () => {
  // RFC 6238, Appendix B: the last six of the eight digits for SHA-1.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
  ])('are those of RFC 6238 at %i seconds', (seconds, code) => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' // '12345678901234567890'
    const at = new Date(seconds * 1_000)
    expect(codeAt(secret, at)).toBe(code)
    expect(stepOf(secret, code, at)).toBe(Math.floor(seconds / 30))
  })

  it('are taken one step early and one late, and no further', () => {
    const secret = createSecret()
    const now = new Date(1_800_000_000_000)
    const taken = [-2, -1, 0, 1, 2].map((steps) =>
      stepOf(secret, codeAt(secret, new Date(now.getTime() + steps * STEP_MS)), now),
    )
    expect(taken).toEqual([null, 59_999_999, 60_000_000, 60_000_001, null])
  })
})

describe('a sign-in of who has a second factor', () => {
  it('counts for nothing until the code is given, and then is another one', async () => {
    const { email, now, member } = await enrolled()
    const first = await signIn(email)
    expect(await caller(first.consoleSessionId)).toBeNull()
    expect(await findAwaiting(services.db, first.consoleSessionId)).not.toBeNull()
    const second = await complete(first.consoleSessionId, now())
    expect(second.consoleSessionId).not.toBe(first.consoleSessionId)
    expect(await caller(second.consoleSessionId)).toMatchObject({ id: member.id })
    expect(await caller(first.consoleSessionId)).toBeNull()
    await expect(complete(first.consoleSessionId, now())).rejects.toThrow('took too long')
  })

  it('asks for the code after the identity provider too', async () => {
    const { email, now } = await enrolled()
    const { consoleSessionId } = await signInWithOidc(services.db, { email, email_verified: true }, FROM)
    expect(await caller(consoleSessionId)).toBeNull()
    await complete(consoleSessionId, now())
  })

  it('takes a code once, also of two at the same moment', async () => {
    const { email, now } = await enrolled()
    const waiting = await Promise.all([signIn(email), signIn(email), signIn(email)])
    const code = now()
    const settled = await Promise.allSettled(waiting.map((each) => complete(each.consoleSessionId, code)))
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(complete((await signIn(email)).consoleSessionId, code)).rejects.toMatchObject(WRONG)
  })

  it('takes each recovery code once, however it is typed', async () => {
    const { email, recoveryCodes } = await enrolled()
    const [code = ''] = recoveryCodes
    await complete((await signIn(email)).consoleSessionId, ` ${code.toUpperCase().replaceAll('-', ' ')} `)
    await expect(complete((await signIn(email)).consoleSessionId, code)).rejects.toMatchObject(WRONG)
    await expect(complete((await signIn(email)).consoleSessionId, '')).rejects.toMatchObject(WRONG)
  })

  it('slows down guessing by the person, from wherever and however often signed in, and then refuses the right code', async () => {
    const { email, now, member } = await enrolled()
    const where = { identityId: member.id }
    const guess = async () => complete((await signIn(email)).consoleSessionId, 'not a code')
    for (let attempt = 0; attempt < 4; attempt++) await expect(guess()).rejects.toMatchObject(WRONG)
    const { consoleSessionId } = await signIn(email)
    await services.db.secondFactor.update({ where, data: { failures: 12, notBefore: null } })
    await expect(complete(consoleSessionId, 'not a code')).rejects.toMatchObject(WRONG)
    await expect(complete(consoleSessionId, now())).rejects.toThrow('Too many wrong codes')
    await services.db.secondFactor.update({ where, data: { notBefore: null } })
    await complete(consoleSessionId, now())
    expect(await services.db.secondFactor.findUnique({ where })).toMatchObject({ failures: 0 })
  })

  it('is written down, as is the refusal', async () => {
    const { email, now, member } = await enrolled()
    const { consoleSessionId } = await signIn(email)
    await complete(consoleSessionId, 'wrong').catch(() => undefined)
    await complete(consoleSessionId, now())
    const events = await services.db.auditEvent.findMany({
      where: { organizationId: organization.id, subjectId: member.id, action: { startsWith: 'sign-in.' } },
      orderBy: { id: 'asc' },
      select: { action: true },
    })
    expect(events.slice(-3).map(({ action }) => action)).toEqual([
      'sign-in.await-factor',
      'sign-in.refuse',
      'sign-in.succeed',
    ])
  })
})

describe('a second factor', () => {
  it('counts for nothing before a code of it was seen', async () => {
    const { email, member } = await person()
    const api = organization.as(member)
    const { secret, qrCode } = await api.secondFactor.offer()
    expect(qrCode).toMatch(/^<svg/)
    expect(await caller((await signIn(email)).consoleSessionId)).not.toBeNull()
    await expect(api.secondFactor.confirm({ code: '000000x' })).rejects.toMatchObject(WRONG)
    const { recoveryCodes } = await api.secondFactor.confirm({ code: codeAt(secret, new Date()) })
    expect(new Set(recoveryCodes).size).toBe(10)
    expect(await caller((await signIn(email)).consoleSessionId)).toBeNull()
    expect(await api.secondFactor.get({ identityId: member.id })).toMatchObject({
      enrolledAt: expect.any(Date),
      recoveryCodesLeft: 10,
    })
  })

  it('ends the person’s other sign-ins, which never showed one', async () => {
    const { email, member } = await person()
    const other = await signIn(email)
    const { secret } = await organization.as(member).secondFactor.offer()
    await organization.as(member).secondFactor.confirm({ code: codeAt(secret, new Date()) })
    expect(await caller(other.consoleSessionId)).toBeNull()
    expect(await caller(member.consoleSessionId ?? '')).not.toBeNull()
  })

  it('is kept sealed, and its recovery codes as hashes', async () => {
    const { secret, recoveryCodes } = await enrolled()
    const kept = [
      await services.db.secondFactor.findMany({ omit: { sealedSecret: false } }),
      await services.db.recoveryCode.findMany(),
      await services.db.auditEvent.findMany({ where: { organizationId: organization.id } }),
    ]
    const text = JSON.stringify(kept, (_, value) =>
      value?.type === 'Buffer' || value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    )
    expect(text).not.toContain(secret)
    for (const code of recoveryCodes) expect(text).not.toContain(code.replaceAll('-', ''))
  })

  it('is neither replaced nor removed without a code of it', async () => {
    const { member, now } = await enrolled()
    const { secondFactor } = organization.as(member)
    await expect(secondFactor.offer()).rejects.toThrow('have a second factor already')
    await expect(secondFactor.remove({ code: 'wrong' })).rejects.toMatchObject(WRONG)
    await expect(secondFactor.renewRecoveryCodes({ code: 'wrong' })).rejects.toMatchObject(WRONG)
    await secondFactor.remove({ code: now() })
    await secondFactor.offer()
  })

  it('is nothing that a token touches', async () => {
    const { member, now } = await enrolled()
    const { secondFactor } = organization.as({ ...member, consoleSessionId: null, tokenScope: 'manage' })
    await expect(secondFactor.remove({ code: now() })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(secondFactor.offer()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('is reset by another admin, who ends the person’s sign-ins by it', async () => {
    const { email, member } = await enrolled()
    await expect(organization.as(admin).secondFactor.reset({ id: admin.id })).rejects.toThrow('another admin')
    await organization.as(admin).secondFactor.reset({ id: member.id })
    expect(await caller(member.consoleSessionId ?? '')).toBeNull()
    expect(await caller((await signIn(email)).consoleSessionId)).not.toBeNull()
    const event = await services.db.auditEvent.findFirst({ where: { action: 'second-factor.reset' } })
    expect(event).toMatchObject({ actorId: admin.id, subjectId: member.id })
  })

  it('of others is seen by those only who may see people', async () => {
    const { member } = await enrolled()
    const engineer = await organization.person('engineer')
    const get = (who: Member) => organization.as(who).secondFactor.get({ identityId: member.id })
    expect(await get(admin)).toHaveProperty('enrolledAt')
    await expect(get(engineer)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('an approval, where the organization asks for the second factor', () => {
  let story: Story
  beforeEach(async () => {
    story = await openStory(organization)
  })
  type Policy = Parameters<ReturnType<TestOrganization['as']>['secondFactor']['setPolicy']>[0]
  const policy = (stepUp: Policy['stepUp'], approversNeedFactor = false) =>
    organization.as(admin).secondFactor.setPolicy({ stepUp, approversNeedFactor, stepUpMinutes: 10 })
  const approve = (who: Member, id: string, code?: string) =>
    organization.as(who).approvals.decide({ id, verdict: 'approved', ...(code && { code }) })
  const statusOf = async (id: string) =>
    (await services.db.approval.findUniqueOrThrow({ where: { id } })).status

  it('is refused to who has none, in words that say where to set it up; a no is taken', async () => {
    const { member } = await person('approver')
    await policy('off', true)
    const { id } = await request(story)
    expect(await organization.as(member).secondFactor.stepUp()).toBe('enrol')
    await expect(approve(member, id)).rejects.toThrow('only those approve who have a second factor')
    expect(await statusOf(id)).toBe('pending')
    await organization.as(member).approvals.decide({ id, verdict: 'rejected', reason: 'No' })
  })

  it('asks nothing more of who has one, when that is all that is asked', async () => {
    const { member } = await enrolled('approver')
    await policy('off', true)
    expect(await approve(member, (await request(story)).id)).toMatchObject({ status: 'approved' })
  })

  it('asks for a code each time, and takes none twice', async () => {
    const { member, now, recoveryCodes } = await enrolled('approver')
    await policy('each')
    const [first, second] = [await request(story), await request(story)]
    await expect(approve(member, first.id)).rejects.toThrow('Give the code')
    const code = now()
    expect(await approve(member, first.id, code)).toMatchObject({ status: 'approved' })
    await expect(approve(member, second.id)).rejects.toThrow('Give the code')
    await expect(approve(member, second.id, code)).rejects.toMatchObject(WRONG)
    expect(await statusOf(second.id)).toBe('pending')
    expect(await approve(member, second.id, recoveryCodes[0])).toMatchObject({ status: 'approved' })
  })

  it('asks once in so many minutes', async () => {
    const { member, now } = await enrolled('approver')
    await policy('window')
    const prove = (minutesAgo: number) =>
      services.db.consoleSession.update({
        where: { id: member.consoleSessionId ?? '' },
        data: { factorAt: new Date(Date.now() - minutesAgo * 60_000) },
      })
    await prove(11)
    await expect(approve(member, (await request(story)).id)).rejects.toThrow('Give the code')
    await approve(member, (await request(story)).id, now())
    expect(await organization.as(member).secondFactor.stepUp()).toBe('none')
    await approve(member, (await request(story)).id)
    await prove(9)
    await approve(member, (await request(story)).id)
  })

  it('spends no code on what was answered already, and writes a wrong one down', async () => {
    const { member, now } = await enrolled('approver')
    await policy('each')
    const [first, second] = [await request(story), await request(story)]
    await organization.as(member).approvals.decide({ id: first.id, verdict: 'rejected', reason: 'No' })
    const code = now()
    await expect(approve(member, first.id, code)).rejects.toThrow('rejected already')
    expect(await approve(member, second.id, code)).toMatchObject({ status: 'approved' })
    const third = await request(story)
    await expect(approve(member, third.id, '000000')).rejects.toMatchObject(WRONG)
    const where = { action: 'approval.refused', subjectId: third.id }
    expect(await services.db.auditEvent.count({ where })).toBe(1)
  })

  it('asks for it for a shape and for access, too', async () => {
    const { member, now, recoveryCodes } = await enrolled('approver')
    await policy('each')
    const { name: connection } = await organization.as(admin).connections.get({ id: story.connectionId })
    const access = await organization.as(story.owner).access.request({ connection, reason: 'month end' })
    await expect(approve(member, access.id)).rejects.toThrow('Give the code')
    expect(await approve(member, access.id, now())).toMatchObject({ status: 'approved' })
    const shape = { times: 2, minutes: 5 }
    const { id } = await request(story, 'DELETE FROM orders WHERE id = 1', {
      shape: { text: 'DELETE FROM orders WHERE id = ?', digest: 'ab'.repeat(32) },
    })
    const decide = organization.as(member).approvals.decide
    await expect(decide({ id, verdict: 'approved', shape })).rejects.toThrow('Give the code')
    const code = recoveryCodes[0] ?? ''
    expect(await decide({ id, verdict: 'approved', shape, code })).toMatchObject({ status: 'approved' })
  })
})
