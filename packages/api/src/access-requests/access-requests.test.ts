import { beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../context'
import { TestOrganization, testConsole } from '../testing/console'
import { makeDue, openStory, type Story } from '../testing/story'

let organization: TestOrganization
let story: Story
let approver: Member
let connection: string

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  story = await openStory(organization)
  approver = await organization.person('approver')
  const found = await organization.db.connection.findUniqueOrThrow({ where: { id: story.connectionId } })
  connection = found.name
})

const ask = (who: Member, what: object = {}) =>
  organization.as(who).access.request({ connection, reason: 'the books do not add up', ...what })
const approve = (id: string, by = approver) =>
  organization.as(by).approvals.decide({ id, verdict: 'approved' })
const policy = () => organization.as(story.gateway).gateway.policy()
const grantedTo = async (who: Member) =>
  (await policy()).rules.filter(({ until, identities }) => until !== undefined && identities.includes(who.id))
const endOf = (sessionId: string) =>
  organization.db.session.findUniqueOrThrow({ where: { id: sessionId }, select: { endRequested: true } })

describe('access that is asked for', () => {
  it('is nothing before the yes, and a rule of its own after it', async () => {
    const erin = await organization.person('engineer')
    const asked = await ask(erin, { verbs: ['read', 'update'], resources: ['shop.public.**'], minutes: 30 })
    expect(asked.url).toBe(`http://localhost:3000/approvals/${asked.id}`)
    expect(await grantedTo(erin)).toEqual([])
    const { version } = await policy()

    await approve(asked.id)
    expect(await policy()).toMatchObject({ version: version + 1 })
    const [rule, ...others] = await grantedTo(erin)
    expect(others).toEqual([])
    expect(rule).toMatchObject({
      connections: [connection],
      verbs: ['read', 'update'],
      resources: ['shop.public.**'],
      effect: 'allow',
      name: `access of ${erin.name}, approved by ${approver.name}`,
    })
    const inMinutes = ((rule?.until ?? 0) - Date.now()) / 60_000
    expect(inMinutes).toBeGreaterThan(29)
    expect(inMinutes).toBeLessThanOrEqual(30)
  })

  it('is an exemption from masking and no rule where columns are asked for, and ends', async () => {
    const erin = await organization.person('engineer')
    const unmasked = ['shop.public.customers.email']
    const asked = await ask(erin, { unmasked, minutes: 30 })
    const exemptionsOf = async () =>
      (await policy()).exemptions.filter(({ identityId }) => identityId === erin.id)
    expect(await exemptionsOf()).toEqual([])
    await approve(asked.id)
    expect(await exemptionsOf()).toMatchObject([{ id: asked.id, connection, columns: unmasked }])
    expect(await grantedTo(erin)).toEqual([])
    const admin = organization.as(story.admin)
    expect((await admin.maskingRules.exemptions()).items).toContainEqual(
      expect.objectContaining({ id: asked.id, statedReason: 'the books do not add up' }),
    )
    const { items } = await admin.audit.list({})
    expect(items.find(({ action }) => action === 'access.request')).toMatchObject({ detail: { unmasked } })
    const own = { ...story, organization }
    await makeDue(own, asked.id)
    await organization.as(erin).access.list({})
    expect(await exemptionsOf()).toEqual([])
    expect((await admin.maskingRules.exemptions()).items.map(({ id }) => id)).not.toContain(asked.id)
  })

  it('is in the inbox of whoever may answer, with its reason', async () => {
    const erin = await organization.person('engineer')
    const { id } = await ask(erin, { minutes: 15 })
    const { items } = await organization.as(approver).approvals.list({ status: 'pending' })
    expect(items.find((item) => item.id === id)).toMatchObject({
      kind: 'access',
      statedReason: 'the books do not add up',
      access: { verbs: ['read'], resources: [], minutes: 15 },
    })
    expect(await organization.as(approver).approvals.get({ id })).toMatchObject({
      session: null,
      canDecide: true,
    })
  })

  it('is asked for by an agent through its gateway, and answered neither by it nor by its owner', async () => {
    const { agent, owner, gateway } = story
    const tokenId = await organization.token(agent.id)
    const asked = await organization.as(gateway).gateway.requestAccess({
      subject: agent.id,
      tokenId,
      connection,
      reason: 'nightly report',
    })
    const ownerAsApprover = { ...owner, role: 'approver' } as const
    await organization.db.identity.update({ where: { id: owner.id }, data: { role: 'approver' } })
    await expect(approve(asked.id, ownerAsApprover)).rejects.toThrow('acts for you')
    await approve(asked.id)
    const status = await organization
      .as(gateway)
      .gateway.accessStatus({ id: asked.id, subject: agent.id, tokenId })
    expect(status).toMatchObject({ status: 'approved', decidedByName: approver.name })
    await expect(
      organization.as(gateway).gateway.accessStatus({ id: asked.id, subject: approver.id, tokenId }),
    ).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('cannot be asked for with a token that is revoked', async () => {
    const { agent, gateway } = story
    const tokenId = await organization.token(agent.id)
    await organization.db.token.update({ where: { id: tokenId }, data: { revokedAt: new Date() } })
    const asked = organization.as(gateway).gateway.requestAccess({
      subject: agent.id,
      tokenId,
      connection,
      reason: 'nightly report',
    })
    await expect(asked).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('is one request when the same is asked again', async () => {
    const erin = await organization.person('engineer')
    const asked = await Promise.all(Array.from({ length: 5 }, () => ask(erin, { verbs: ['drop', 'read'] })))
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1)
    expect((await ask(erin, { verbs: ['read'] })).id).not.toBe(asked[0]?.id)
  })

  it.each([
    ['an unknown connection', { connection: 'nowhere' }, 'There is no connection named'],
    ['no reason', { reason: '  ' }, 'Say why'],
    ['too long a time', { minutes: 481 }, '480 minutes at most'],
    ['no time at all', { minutes: 0 }, 'Five minutes'],
    ['what nobody understands', { verbs: ['unknown'] }, 'Invalid'],
    ['nothing', { verbs: [] }, 'Say what'],
  ])('is refused with %s', async (_, what, why) => {
    const erin = await organization.person('engineer')
    await expect(ask(erin, what)).rejects.toThrow(why)
  })

  it('waits for twenty answers at most', async () => {
    const erin = await organization.person('engineer')
    for (let minutes = 5; minutes < 25; minutes++) await ask(erin, { minutes })
    await expect(ask(erin, { minutes: 60 })).rejects.toThrow('wait for an answer already')
  })
})

describe('four eyes', () => {
  it('needs as many people of the groups as the organization asks for', async () => {
    const own = await TestOrganization.create(organization.services)
    const there = await openStory(own)
    const { name } = await own.db.connection.findUniqueOrThrow({ where: { id: there.connectionId } })
    const [dba, lead] = [await own.person('approver', ['dba']), await own.person('approver', ['leads'])]
    await own.as(there.admin).access.setSettings({
      requirements: [
        { group: 'dba', count: 1 },
        { group: 'leads', count: 1 },
      ],
      maxMinutes: 60,
    })
    const { id } = await own.as(there.owner).access.request({ connection: name, reason: 'x' })
    await own.as(there.admin).access.setSettings({ requirements: [], maxMinutes: 60 }) // too late for this one
    const decide = (who: Member) => own.as(who).approvals.decide({ id, verdict: 'approved' })
    expect(await decide(dba)).toMatchObject({ status: 'pending' })
    await expect(decide(await own.person('approver'))).rejects.toThrow('Only members of')
    expect(await decide(lead)).toMatchObject({
      status: 'approved',
      decidedByName: `${dba.name}, ${lead.name}`,
    })
  })

  it('is never one’s own', async () => {
    const selfish = await organization.person('approver')
    const { id } = await ask(selfish)
    await expect(approve(id, selfish)).rejects.toThrow('your own request')
  })
})

describe('the end of access', () => {
  it('comes at its time: the rule is gone and live sessions end', async () => {
    const own = await openStory(organization)
    const { name } = await organization.db.connection.findUniqueOrThrow({ where: { id: own.connectionId } })
    const { id } = await organization.as(own.agent).access.request({ connection: name, reason: 'x' })
    await approve(id)
    expect(await grantedTo(own.agent)).toHaveLength(1)
    await makeDue(own, id)
    const { version } = await policy()
    expect(await organization.as(own.agent).access.list({ state: 'ended' })).toMatchObject({
      items: [{ id, status: 'expired' }],
    })
    expect(await grantedTo(own.agent)).toEqual([])
    expect((await policy()).version).toBe(version + 1)
    expect(await endOf(own.sessionId)).toEqual({ endRequested: 'the time of the access is over' })
  })

  it.each(['requester', 'owner', 'approver', 'admin'] as const)(
    'comes early when the %s takes it back',
    async (by) => {
      const own = await openStory(organization)
      const { name } = await organization.db.connection.findUniqueOrThrow({ where: { id: own.connectionId } })
      const { id } = await organization.as(own.agent).access.request({ connection: name, reason: 'x' })
      await approve(id)
      const who = { requester: own.agent, owner: own.owner, approver, admin: own.admin }[by]
      await organization.as(who).access.end({ id })
      expect(await grantedTo(own.agent)).toEqual([])
      expect(await endOf(own.sessionId)).toEqual({ endRequested: `access was taken back by ${who.name}` })
      await expect(organization.as(who).access.end({ id })).rejects.toThrow('ended already')
      await expect(approve(id)).rejects.toThrow('cancelled already')
    },
  )

  it('is not for a stranger to bring about', async () => {
    const erin = await organization.person('engineer')
    const { id } = await ask(erin)
    await expect(
      organization.as(await organization.person('engineer')).access.end({ id }),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(organization.as(await organization.person('reviewer')).access.end({ id })).rejects.toThrow(
      'Only approvers and admins',
    )
  })

  it('is neither seen nor ended by a token for databases, whoever has it', async () => {
    const erin = await organization.person('engineer')
    const { id } = await ask(erin)
    for (const role of ['admin', 'approver', 'reviewer'] as const) {
      const bearer = {
        ...(await organization.person(role)),
        consoleSessionId: null,
        tokenScope: 'connect',
      } as const
      const { access } = organization.as(bearer)
      expect((await access.list({})).items).toEqual([])
      await expect(access.end({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  it('and a yes at the same time have one right outcome', async () => {
    for (let round = 0; round < 8; round++) {
      const erin = await organization.person('engineer')
      const { id } = await ask(erin)
      const [yes, end] = await Promise.allSettled([approve(id), organization.as(erin).access.end({ id })])
      expect(end.status).toBe('fulfilled') // after the yes it takes it back, before it withdraws
      expect(await organization.db.approval.findUniqueOrThrow({ where: { id } })).toMatchObject({
        status: 'cancelled',
      })
      if (yes.status === 'rejected') expect(String(yes.reason)).toContain('cancelled already')
      expect(await grantedTo(erin)).toEqual([])
    }
  })
})
