import { beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../context'
import { TestOrganization, testConsole } from '../testing/console'
import { makeDue, openStory, reconnect, request, type Story } from '../testing/story'

let organization: TestOrganization
let approver: Member

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  approver = await organization.person('approver')
})

const TEXT = 'drop table orders'
const gateway = (story: Story) => organization.as(story.gateway).gateway
const approve = (id: string) => organization.as(approver).approvals.decide({ id, verdict: 'approved' })
const rowOf = (id: string) => organization.db.approval.findUniqueOrThrow({ where: { id } })

describe('a client that went away', () => {
  it('finds its request again when it asks for the same, in another session', async () => {
    const story = await openStory(organization)
    const first = await request(story, TEXT)
    await gateway(story).leaveApproval({ id: first.id })
    expect((await organization.as(approver).approvals.get({ id: first.id })).leftAt).toBeInstanceOf(Date)
    const again = await reconnect(story)
    const second = await request(again, TEXT)
    expect(second.id).toBe(first.id)
    expect(await rowOf(first.id)).toMatchObject({
      leftAt: null,
      sessionId: again.sessionId,
      status: 'pending',
    })
    await approve(first.id)
    expect(await gateway(story).consumeApproval({ id: first.id, digest: first.digest })).toHaveProperty(
      'receipt',
    )
  })

  it('runs nothing while it is away, and what was approved meanwhile once when it is back', async () => {
    const story = await openStory(organization)
    const { id, digest } = await request(story, TEXT)
    await gateway(story).leaveApproval({ id })
    await approve(id)
    expect(await rowOf(id)).toMatchObject({ status: 'approved' })
    const [one, other] = await Promise.all([reconnect(story), reconnect(story)])
    const back = await Promise.all([request(one, TEXT), request(other, TEXT)])
    expect(back.filter((each) => each.id === id)).toHaveLength(1)
    await gateway(story).consumeApproval({ id, digest })
    await expect(gateway(story).consumeApproval({ id, digest })).rejects.toThrow('no approval')
    const next = await request(await reconnect(story), TEXT)
    expect(next.id).not.toBe(id)
  })

  it('does not take what another connection of its own still waits for', async () => {
    const story = await openStory(organization)
    const first = await request(story, TEXT)
    const second = await request(await reconnect(story), TEXT)
    expect(second.id).not.toBe(first.id)
    await approve(second.id)
    expect(await rowOf(first.id)).toMatchObject({ status: 'pending' })
  })

  it('finds nothing of somebody else, of another text, or under another rule', async () => {
    const story = await openStory(organization)
    const { id } = await request(story, TEXT)
    await gateway(story).leaveApproval({ id })
    const stranger = await openStory(organization)
    expect((await request(stranger, TEXT)).id).not.toBe(id)
    const again = await reconnect(story)
    expect((await request(again, `${TEXT} cascade`)).id).not.toBe(id)
    expect((await request({ ...again, ruleId: stranger.ruleId }, TEXT)).id).not.toBe(id)
  })

  it('has five minutes to come back, and no more than it had', async () => {
    const story = await openStory(organization)
    const { id } = await request(story, TEXT)
    await gateway(story).leaveApproval({ id })
    const leftMs = (await rowOf(id)).expiresAt.getTime() - Date.now()
    expect(leftMs).toBeGreaterThan(4 * 60_000)
    expect(leftMs).toBeLessThanOrEqual(5 * 60_000)
    await makeDue(story, id)
    expect((await request(await reconnect(story), TEXT)).id).not.toBe(id)
    expect(await rowOf(id)).toMatchObject({ status: 'expired' })
  })

  it('may be answered by nobody twice while it comes and goes', async () => {
    const story = await openStory(organization)
    for (let round = 0; round < 6; round++) {
      const { id, digest } = await request(story, `${TEXT} ${round}`)
      const again = await reconnect(story)
      await Promise.allSettled([
        gateway(story).leaveApproval({ id }),
        approve(id),
        request(again, `${TEXT} ${round}`),
        gateway(story).consumeApproval({ id, digest }),
        gateway(story).consumeApproval({ id, digest }),
      ])
      await gateway(story)
        .consumeApproval({ id, digest })
        .catch(() => undefined)
      const uses = { action: 'approval.consume', subjectId: id }
      expect(await organization.db.auditEvent.count({ where: uses })).toBeLessThanOrEqual(1)
      expect((await rowOf(id)).status).toBe('consumed')
    }
  })
})

describe('what keeps others waiting', () => {
  const impact = {
    tables: [],
    plan: null,
    planProblem: null,
    dataClasses: [],
    transactionSince: null,
    othersWaiting: 0,
  }

  it('waits for less time inside a transaction, as the organization says', async () => {
    const story = await openStory(organization, { holdSeconds: 3_600 })
    await organization.as(story.admin).approvals.setHoldLimits({ inTransaction: 90, withLocks: 30 })
    const { expiresAt } = await request(story, TEXT, { isInTransaction: true })
    expect(Math.round((expiresAt.getTime() - Date.now()) / 1_000)).toBeLessThanOrEqual(90)
    const outside = await request(story)
    expect(outside.expiresAt.getTime() - Date.now()).toBeGreaterThan(3_000_000)
  })

  it.each([
    ['RowExclusiveLock', 30],
    ['AccessShareLock', 90],
  ])('with a lock such as %s at most %d seconds', async (mode, seconds) => {
    const story = await openStory(organization, { holdSeconds: 3_600 })
    await organization.as(story.admin).approvals.setHoldLimits({ inTransaction: 90, withLocks: 30 })
    const { id } = await request(story, TEXT, { isInTransaction: true })
    const locks = [{ relation: 'public.orders', mode }]
    const { expiresAt } = await gateway(story).reportImpact({ id, impact: { ...impact, locks } })
    const { requestedAt } = await rowOf(id)
    expect((expiresAt.getTime() - requestedAt.getTime()) / 1_000).toBe(seconds)
    expect(await organization.as(approver).approvals.get({ id })).toMatchObject({ impact: { locks } })
  })

  it('is told of by its own gateway only', async () => {
    const story = await openStory(organization)
    const { id } = await request(story)
    const other = organization.as(await organization.gateway()).gateway
    await expect(other.reportImpact({ id, impact: { ...impact, locks: [] } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await other.leaveApproval({ id })
    expect(await rowOf(id)).toMatchObject({ leftAt: null, impact: null })
  })
})

describe('a hundred requests that say the same', () => {
  it('are shown as one with their number, and answered one by one', async () => {
    const own = await TestOrganization.create(organization.services)
    const story = await openStory(own)
    const asker = await own.person('approver')
    const sessions = [story, await reconnect(story), await reconnect(story)]
    const asked: string[] = []
    for (const each of sessions) asked.push((await request(each, TEXT)).id)
    const single = await request(story, 'drop table other')
    const list = (input: object) => own.as(asker).approvals.list({ status: 'pending', ...input })
    const { items } = await list({ grouped: true })
    expect(items.map(({ id, count }) => [id, count])).toEqual([
      [single.id, 1],
      [asked[2], 3],
    ])
    expect((await list({})).items).toHaveLength(4)
    expect((await list({ alike: items[1]?.alike })).items.map(({ id }) => id).sort()).toEqual(
      [...asked].sort(),
    )
    await own.as(asker).approvals.decide({ id: asked[2] ?? '', verdict: 'approved' })
    expect((await list({ grouped: true })).items.map(({ count }) => count)).toEqual([1, 2])
  })
})

describe('who answers like a rubber stamp', () => {
  it('is told by how often, how fast and how much alike', async () => {
    const own = await TestOrganization.create(organization.services)
    const story = await openStory(own)
    const [hasty, careful] = [await own.person('approver'), await own.person('approver')]
    for (let round = 0; round < 12; round++) {
      const quick = await request(story)
      await own.as(hasty).approvals.decide({ id: quick.id, verdict: 'approved' })
      const slow = await request(story)
      const requestedAt = new Date(Date.now() - 90_000)
      await own.db.approval.update({ where: { id: slow.id }, data: { requestedAt } })
      const answer =
        round % 3 === 0
          ? ({ verdict: 'rejected', reason: 'no' } as const)
          : ({ verdict: 'approved' } as const)
      await own.as(careful).approvals.decide({ id: slow.id, ...answer })
    }
    const { items } = await own.as(story.admin).approvals.statistics({ days: 7 })
    expect(items.find(({ identityId }) => identityId === hasty.id)).toMatchObject({
      answers: 12,
      shareApproved: 1,
      isLikeRubberStamp: true,
    })
    const other = items.find(({ identityId }) => identityId === careful.id)
    expect(other).toMatchObject({ answers: 12, isLikeRubberStamp: false })
    expect(other?.shareApproved).toBeCloseTo(8 / 12)
    expect(Math.round(other?.medianSeconds ?? 0)).toBe(90)
  })
})
