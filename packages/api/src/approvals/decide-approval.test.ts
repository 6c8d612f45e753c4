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
    const held = await openStory(other, { approverGroups: ['dba', 'leads'] })
    const stranger = await other.person('approver', ['sales'])
    const lead = await other.person('approver', ['sales', 'leads'])
    const { id } = await request(held)
    const verdict = { id, verdict: 'approved' } as const
    await expect(other.as(stranger).approvals.decide(verdict)).rejects.toThrow('dba or leads')
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
    expect(session).toMatchObject({ id: story.sessionId, clientApplication: 'psql' })
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
