import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../context'
import { TestOrganization, testConsole } from '../testing/console'
import { openStory, reconnect, request, type Story } from '../testing/story'

let organization: TestOrganization
let approver: Member

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  approver = await organization.person('approver')
})

const shape = { text: 'drop table t‹integer›', digest: createHash('sha256').update('a shape').digest('hex') }
const ask = (story: Story, number: number, of = shape) =>
  request(story, `drop table t${number}`, { shape: of })
const statusOf = async (story: Story, id: string) =>
  (await organization.as(story.gateway).gateway.approval({ id })).status
const consume = (story: Story, { id, digest }: { id: string; digest: string }) =>
  organization.as(story.gateway).gateway.consumeApproval({ id, digest })
const approveShape = (id: string, times = 3, minutes = 10, by = approver) =>
  organization.as(by).approvals.decide({ id, verdict: 'approved', shape: { times, minutes } })

async function granted(story: Story, times = 3) {
  const first = await ask(story, 0)
  await approveShape(first.id, times)
  const grant = await organization.db.shapeGrant.findFirstOrThrow({ where: { approvalId: first.id } })
  return { first, grant }
}

describe('a shape that was approved', () => {
  it('runs so often without asking again, each time with a receipt, and asks then', async () => {
    const story = await openStory(organization)
    const { first } = await granted(story)
    await consume(story, first)
    for (let number = 1; number <= 3; number++) {
      const next = await ask(story, number)
      expect(await statusOf(story, next.id)).toBe('approved')
      expect(await consume(story, next)).toMatchObject({
        decidedBy: approver.name,
        receipt: expect.any(String),
      })
      await expect(consume(story, next)).rejects.toThrow('no approval')
    }
    expect(await statusOf(story, (await ask(story, 4)).id)).toBe('pending')
  })

  it('runs no oftener than it may when many ask at once, over several sessions', async () => {
    const story = await openStory(organization)
    await granted(story, 5)
    const sessions = await Promise.all([reconnect(story), reconnect(story), reconnect(story)])
    const asked = await Promise.all(
      Array.from({ length: 18 }, (_, at) => ask(sessions[at % 3] ?? story, 100 + at)),
    )
    const statuses = await Promise.all(asked.map(({ id }) => statusOf(story, id)))
    expect(statuses.filter((status) => status === 'approved')).toHaveLength(5)
    const { used } = await organization.db.shapeGrant.findFirstOrThrow({
      where: { requesterId: story.agent.id },
    })
    expect(used).toBe(5)
  })

  it.each(['another shape', 'another identity', 'another connection', 'after its time'] as const)(
    'does not help %s',
    async (what) => {
      const story = await openStory(organization)
      const { grant } = await granted(story)
      if (what === 'after its time') {
        const expiresAt = new Date(Date.now() - 1)
        await organization.db.shapeGrant.update({ where: { id: grant.id }, data: { expiresAt } })
      }
      const isElsewhere = what === 'another identity' || what === 'another connection'
      const there = isElsewhere ? await openStory(organization) : story
      const of = what === 'another shape' ? { ...shape, digest: 'b'.repeat(64) } : shape
      expect(await statusOf(there, (await ask(there, 1, of)).id)).toBe('pending')
    },
  )

  it('is taken back: what asks then waits, and what was let through and did not begin does not run', async () => {
    const story = await openStory(organization)
    const { grant } = await granted(story)
    const through = await ask(story, 1)
    expect(await statusOf(story, through.id)).toBe('approved')
    await organization.as(story.owner).approvals.revokeShapeGrant({ id: grant.id })
    await expect(consume(story, through)).rejects.toThrow('no approval')
    expect(await statusOf(story, (await ask(story, 2)).id)).toBe('pending')
    const { items } = await organization.as(approver).approvals.shapeGrants({})
    expect(items.find(({ id }) => id === grant.id)).toMatchObject({
      used: 1,
      revokedByName: story.owner.name,
    })
  })

  it('ends with the right of whoever approved it', async () => {
    const story = await openStory(organization)
    const leaving = await organization.person('approver')
    const first = await ask(story, 0)
    await approveShape(first.id, 3, 10, leaving)
    await organization.as(story.admin).identities.update({ id: leaving.id, role: 'engineer' })
    expect(await statusOf(story, (await ask(story, 1)).id)).toBe('pending')
  })

  it('ends with its rule', async () => {
    const story = await openStory(organization)
    await granted(story)
    const through = await ask(story, 1)
    await organization.as(story.admin).rules.setEnabled({ id: story.ruleId, enabled: false })
    await expect(ask(story, 2)).rejects.toThrow('has changed')
    await expect(consume(story, through)).rejects.toThrow('has changed')
  })

  it('is as narrow as the narrowest that somebody said, and none when somebody said once', async () => {
    const requirements = [{ group: null, count: 2 }]
    const [other, third] = [await organization.person('approver'), await organization.person('approver')]
    const story = await openStory(organization, { requirements })
    const first = await ask(story, 0)
    await approveShape(first.id, 10, 60, other)
    await approveShape(first.id, 2, 90, third)
    const grant = await organization.db.shapeGrant.findFirstOrThrow({ where: { approvalId: first.id } })
    expect(grant.times).toBe(2)
    expect(Math.round((grant.expiresAt.getTime() - grant.createdAt.getTime()) / 60_000)).toBe(60)

    const once = await openStory(organization, { requirements })
    const second = await ask(once, 0)
    await approveShape(second.id, 10, 60, other)
    await organization.as(third).approvals.decide({ id: second.id, verdict: 'approved' })
    expect(await organization.db.shapeGrant.findFirst({ where: { approvalId: second.id } })).toBeNull()
  })

  it.each([
    [0, 10],
    [1_001, 10],
    [5, 0],
    [5, 1_441],
  ])('is bounded: not %d times in %d minutes', async (times, minutes) => {
    const story = await openStory(organization)
    const { id } = await ask(story, 0)
    await expect(approveShape(id, times, minutes)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await statusOf(story, id)).toBe('pending')
  })

  it('is not offered where there is none', async () => {
    const story = await openStory(organization)
    const { id } = await request(story)
    await expect(approveShape(id)).rejects.toThrow('only as it is')
    expect(await statusOf(story, id)).toBe('pending')
  })
})
