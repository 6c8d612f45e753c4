import { beforeAll, describe, expect, it } from 'vitest'
import type { Member, Services } from '../context'
import { TestOrganization, testConsole } from '../testing/console'
import { makeDue, openStory, request, type Story } from '../testing/story'

let services: Services
let organization: TestOrganization
let story: Story
let approver: Member

beforeAll(async () => {
  services = await testConsole()
  organization = await TestOrganization.create(services)
  story = await openStory(organization)
  approver = await organization.person('approver')
})

const decide = (who: Member, id: string, verdict: 'approved' | 'rejected' = 'approved') =>
  organization.as(who).approvals.decide({ id, verdict, reason: 'because' })

const statusOf = async (id: string) => {
  const { status } = await organization.db.approval.findUniqueOrThrow({ where: { id } })
  return status
}

describe('decideApproval', () => {
  it('approves, and says by whom and when', async () => {
    const { id } = await request(story)
    expect(await decide(approver, id)).toMatchObject({
      status: 'approved',
      decidedById: approver.id,
      decidedByName: approver.name,
      settledAt: expect.any(Date),
    })
  })

  it('rejects with the reason that the client is told', async () => {
    const { id } = await request(story)
    await decide(approver, id, 'rejected')
    expect(await organization.as(story.gateway).gateway.approval({ id })).toMatchObject({
      status: 'rejected',
      reason: 'because',
      decidedBy: approver.name,
    })
  })

  it('asks for a reason to reject', async () => {
    const { id } = await request(story)
    const rejected = { id, verdict: 'rejected', reason: ' ' } as const
    await expect(organization.as(approver).approvals.decide(rejected)).rejects.toThrow('Say why')
    expect(await statusOf(id)).toBe('pending')
  })

  it('writes who decided what into the audit log', async () => {
    const { id } = await request(story)
    await decide(approver, id)
    const event = await organization.db.auditEvent.findFirst({
      where: { subjectId: id, action: 'approval.approve' },
    })
    expect(event).toMatchObject({ actorId: approver.id, organizationId: organization.id })
  })

  it('refuses the requester', async () => {
    const { id } = await request(story)
    await organization.db.approval.update({ where: { id }, data: { requesterId: approver.id } })
    await expect(decide(approver, id)).rejects.toThrow('your own request')
    expect(await statusOf(id)).toBe('pending')
  })

  it('refuses the person for whom the requesting agent acts', async () => {
    const { id } = await request(story)
    await organization.db.identity.update({ where: { id: story.agent.id }, data: { ownerId: approver.id } })
    try {
      await expect(decide(approver, id)).rejects.toThrow('acts for you')
      expect(await statusOf(id)).toBe('pending')
    } finally {
      await organization.db.identity.update({
        where: { id: story.agent.id },
        data: { ownerId: story.owner.id },
      })
    }
  })

  it('refuses an approver of another group, and takes one of the right group', async () => {
    const other = await TestOrganization.create(services)
    const held = await openStory(other, { requirements: [{ group: 'leads', count: 1 }] })
    const stranger = await other.person('approver', ['sales'])
    const lead = await other.person('approver', ['sales', 'leads'])
    const { id } = await request(held)
    const verdict = { id, verdict: 'approved' } as const
    await expect(other.as(stranger).approvals.decide(verdict)).rejects.toThrow('members of leads')
    expect(await other.as(lead).approvals.decide(verdict)).toMatchObject({ status: 'approved' })
  })

  it('lets exactly one of many approvers decide at the same time', async () => {
    const approvers = await Promise.all(Array.from({ length: 8 }, () => organization.person('approver')))
    for (let round = 0; round < 5; round++) {
      const { id } = await request(story)
      const verdicts = approvers.map((who, index) => decide(who, id, index % 2 ? 'approved' : 'rejected'))
      const settled = await Promise.allSettled(verdicts)
      const won = settled.filter((result) => result.status === 'fulfilled')
      expect(won).toHaveLength(1)
      expect(won[0]?.value.status).toBe(await statusOf(id))
      const events = await organization.db.auditEvent.count({
        where: { subjectId: id, action: { in: ['approval.approve', 'approval.reject'] } },
      })
      expect(events).toBe(1)
    }
  })

  it('refuses what has expired, even before anybody swept it', async () => {
    const { id } = await request(story)
    await makeDue(story, id)
    await expect(decide(approver, id)).rejects.toThrow('expired already')
    expect(await statusOf(id)).toBe('expired')
  })

  it('refuses a second decision', async () => {
    const { id } = await request(story)
    await decide(approver, id, 'rejected')
    await expect(decide(approver, id)).rejects.toThrow('rejected already')
    expect(await statusOf(id)).toBe('rejected')
  })

  it('does not know the request of another organization', async () => {
    const elsewhere = await TestOrganization.create(services)
    const stranger = await elsewhere.person('approver')
    const { id } = await request(story)
    const api = elsewhere.as(stranger)
    await expect(api.approvals.decide({ id, verdict: 'approved' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(api.approvals.get({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await api.approvals.list({})).items).toEqual([])
    expect(await statusOf(id)).toBe('pending')
  })
})

describe('approvals.get', () => {
  it('says whether one can decide, and why not', async () => {
    const { id } = await request(story)
    expect(await organization.as(approver).approvals.get({ id })).toMatchObject({
      canDecide: true,
      whyNot: null,
    })
    expect(await organization.as(story.admin).approvals.get({ id })).toMatchObject({
      canDecide: false,
      whyNot: 'Only approvers decide on requests.',
    })
  })

  it('shows who asks and on whose behalf', async () => {
    const { id } = await request(story)
    const { requester, session } = await organization.as(approver).approvals.get({ id })
    expect(requester).toMatchObject({ name: story.agent.name, kind: 'agent', ownerName: story.owner.name })
    expect(requester.onBehalfOf).toBe(story.owner.name)
    expect(session).toMatchObject({ id: story.sessionId, clientApplication: 'psql' })
  })

  it('shows whom the token names, and not the owner, as the one for whom an agent acts', async () => {
    const { id } = await request(story)
    const { sessionId } = story
    const delegated = { onBehalfOfName: 'Pia Person', origin: 'delegated-agent', purpose: 'the report' }
    const own = { onBehalfOfName: null, origin: 'autonomous-agent', purpose: null }
    await organization.db.session.update({ where: { id: sessionId }, data: delegated })
    const { requester, session } = await organization.as(approver).approvals.get({ id })
    await organization.db.session.update({ where: { id: sessionId }, data: own })
    expect(requester).toMatchObject({ onBehalfOf: 'Pia Person', ownerName: story.owner.name })
    expect(session).toMatchObject({ origin: 'delegated-agent', purpose: 'the report' })
  })

  it('shows an engineer their own agents’ requests and no others', async () => {
    const { id } = await request(story)
    const stranger = await organization.person('engineer')
    expect(await organization.as(story.owner).approvals.get({ id })).toMatchObject({ id })
    await expect(organization.as(stranger).approvals.get({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await organization.as(stranger).approvals.list({})).items).toEqual([])
    expect(await organization.as(stranger).approvals.counts()).toEqual({ pending: 0 })
  })
})

describe('four eyes', () => {
  let other: TestOrganization
  let held: Story
  beforeAll(async () => {
    other = await TestOrganization.create(services)
    const requirements = [
      { group: 'dba', count: 1 },
      { group: 'leads', count: 1 },
    ]
    held = await openStory(other, { requirements })
  })
  const approve = (who: Member, id: string) => other.as(who).approvals.decide({ id, verdict: 'approved' })
  const reject = (who: Member, id: string) =>
    other.as(who).approvals.decide({ id, verdict: 'rejected', reason: 'No' })

  it('waits until both groups have approved, and says who they were', async () => {
    const [dba, lead] = await Promise.all([
      other.person('approver', ['dba']),
      other.person('approver', ['leads']),
    ])
    const { id, digest } = await request(held)
    expect(await approve(dba, id)).toMatchObject({ status: 'pending' })
    expect(await other.as(lead).approvals.get({ id })).toMatchObject({ missing: 1, canDecide: true })
    await expect(other.as(held.gateway).gateway.consumeApproval({ id, digest })).rejects.toThrow(
      'no approval',
    )
    const settled = await approve(lead, id)
    expect(settled).toMatchObject({ status: 'approved', decidedByName: `${dba.name}, ${lead.name}` })
    expect(await other.as(held.gateway).gateway.consumeApproval({ id, digest })).toBeTruthy()
  })

  it('counts a person once, though in both groups, and however often they click', async () => {
    const both = await other.person('approver', ['dba', 'leads'])
    const { id } = await request(held)
    const clicks = await Promise.allSettled(Array.from({ length: 6 }, () => approve(both, id)))
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(approve(both, id)).rejects.toThrow('waits for somebody else')
    expect(await other.as(both).approvals.get({ id })).toMatchObject({
      status: 'pending',
      missing: 1,
      canDecide: false,
      canReject: true,
    })
  })

  it('lets one no settle it, also after one’s own yes', async () => {
    const dba = await other.person('approver', ['dba'])
    const { id } = await request(held)
    await approve(dba, id)
    expect(await reject(dba, id)).toMatchObject({ status: 'rejected', decidedByName: dba.name })
  })

  it('settles once when the last two approve at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const [dba, lead] = await Promise.all([
        other.person('approver', ['dba']),
        other.person('approver', ['leads']),
      ])
      const { id, digest } = await request(held)
      const answers = await Promise.all([approve(dba, id), approve(lead, id)])
      expect(answers.map(({ status }) => status).sort()).toEqual(['approved', 'pending'])
      expect(await other.as(held.gateway).gateway.consumeApproval({ id, digest })).toBeTruthy()
    }
  })

  it('has one outcome when a yes and a no meet', async () => {
    for (let round = 0; round < 20; round++) {
      const [one, two] = await Promise.all([other.person('approver'), other.person('approver')])
      const plain = await openPlain()
      const { id, digest } = await request(plain)
      const answers = await Promise.allSettled([approve(one, id), reject(two, id)])
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const { status } = await other.db.approval.findUniqueOrThrow({ where: { id } })
      expect(status).toBe(answers[0]?.status === 'fulfilled' ? 'approved' : 'rejected')
      const use = other.as(plain.gateway).gateway.consumeApproval({ id, digest })
      if (status === 'approved') expect(await use).toBeTruthy()
      else await expect(use).rejects.toThrow('no approval')
    }
  })

  let plainStory: Story | undefined
  async function openPlain(): Promise<Story> {
    plainStory ??= await openStory(other)
    return plainStory
  }

  it('refuses who left the group while the page was open', async () => {
    const dba = await other.person('approver', ['dba'])
    const { id } = await request(held)
    expect(await other.as(dba).approvals.get({ id })).toMatchObject({ canDecide: true })
    await other.as(held.admin).identities.update({ id: dba.id, groups: [] })
    await expect(approve(dba, id)).rejects.toThrow('Only members of dba or leads')
  })

  it('counts neither the yes of who was disabled since, nor of who left the group', async () => {
    const people = await Promise.all(Array.from({ length: 2 }, () => other.person('approver', ['dba'])))
    const lead = await other.person('approver', ['leads'])
    const { id } = await request(held)
    for (const dba of people) {
      await approve(dba, id)
      expect(await other.as(lead).approvals.get({ id })).toMatchObject({ missing: 1 })
      if (dba === people[0]) await other.as(held.admin).identities.setDisabled({ id: dba.id, disabled: true })
      else await other.as(held.admin).identities.update({ id: dba.id, groups: [] })
    }
    expect(await approve(lead, id)).toMatchObject({ status: 'pending' })
  })

  it('runs nothing when an approver is disabled between the yes and the run', async () => {
    const plain = await openPlain()
    const one = await other.person('approver')
    const { id, digest } = await request(plain)
    await approve(one, id)
    await other.as(held.admin).identities.setDisabled({ id: one.id, disabled: true })
    await expect(other.as(plain.gateway).gateway.consumeApproval({ id, digest })).rejects.toThrow(
      'may not any more',
    )
  })

  it('either counts a yes or refuses it when the approver is disabled meanwhile, and never runs it after', async () => {
    const plain = await openPlain()
    for (let round = 0; round < 10; round++) {
      const one = await other.person('approver')
      const { id, digest } = await request(plain)
      await Promise.allSettled([
        approve(one, id),
        other.as(held.admin).identities.setDisabled({ id: one.id, disabled: true }),
      ])
      await expect(other.as(plain.gateway).gateway.consumeApproval({ id, digest })).rejects.toThrow()
    }
  })

  it('exempts no admin', async () => {
    const { id } = await request(held)
    const admin = await other.person('admin', ['dba', 'leads'])
    await expect(approve(admin, id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('takes no answer by a token, which an agent may carry for its person', async () => {
    const dba = await other.person('approver', ['dba'])
    const { id } = await request(held)
    await expect(approve({ ...dba, consoleSessionId: null }, id)).rejects.toThrow('Sign in to the console')
    expect(await statusOf(id)).toBe('pending')
  })

  it('refuses the person for whom the agent acted when it asked, though it acts for somebody else now', async () => {
    const own = await openStory(other)
    const { id } = await request(own)
    await other.as(own.admin).identities.update({ id: own.owner.id, role: 'approver' })
    const next = await other.person('engineer')
    await other.as(own.admin).identities.update({ id: own.agent.id, ownerId: next.id })
    const owner = { ...own.owner, role: 'approver' } as const
    await expect(approve(owner, id)).rejects.toThrow('acts for you')
  })
})
