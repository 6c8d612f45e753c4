import { beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../context'
import { TestOrganization, testConsole } from '../testing/console'
import { digestOf, makeDue, openStory, request, type Story } from '../testing/story'

let organization: TestOrganization
let story: Story
let approver: Member

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  story = await openStory(organization)
  approver = await organization.person('approver')
})

const gateway = (of = story) => organization.as(of.gateway).gateway
const approve = (id: string) => organization.as(approver).approvals.decide({ id, verdict: 'approved' })
async function approved(of = story) {
  const requested = await request(of)
  await approve(requested.id)
  return { id: requested.id, digest: requested.digest }
}
const UNUSABLE = 'no approval for this statement'

describe('consumeApproval', () => {
  it('uses an approval once, and says whose it was', async () => {
    const approval = await approved()
    expect(await gateway().consumeApproval(approval)).toMatchObject({ decidedBy: approver.name })
    await expect(gateway().consumeApproval(approval)).rejects.toThrow(UNUSABLE)
  })

  it('lets one of many attempts at the same time have it', async () => {
    const approval = await approved()
    const attempts = Array.from({ length: 8 }, () => gateway().consumeApproval(approval))
    const settled = await Promise.allSettled(attempts)
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('refuses another digest, and leaves the approval as it is', async () => {
    const approval = await approved()
    const other = { ...approval, digest: digestOf('DROP TABLE customers') }
    await expect(gateway().consumeApproval(other)).rejects.toThrow(UNUSABLE)
    expect(await gateway().consumeApproval(approval)).toBeTruthy()
  })

  it('refuses another gateway of the same organization', async () => {
    const approval = await approved()
    const other = organization.as(await organization.gateway()).gateway
    await expect(other.consumeApproval(approval)).rejects.toThrow(UNUSABLE)
    await expect(other.approval({ id: approval.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await other.cancelApproval({ id: approval.id })
    expect(await gateway().approval({ id: approval.id })).toMatchObject({ status: 'approved' })
  })

  it.each(['pending', 'rejected', 'cancelled'] as const)('refuses what is %s', async (status) => {
    const { id, digest } = await request(story)
    await organization.db.approval.update({ where: { id }, data: { status } })
    await expect(gateway().consumeApproval({ id, digest })).rejects.toThrow(UNUSABLE)
  })

  it('refuses an approval whose time has passed', async () => {
    const approval = await approved()
    await makeDue(story, approval.id)
    await expect(gateway().consumeApproval(approval)).rejects.toThrow(UNUSABLE)
    expect(await gateway().approval({ id: approval.id })).toMatchObject({ status: 'expired' })
  })

  it('refuses once the rule that held the statement is disabled', async () => {
    const own = await openStory(organization)
    const approval = await approved(own)
    await organization.as(own.admin).rules.setEnabled({ id: own.ruleId, enabled: false })
    await expect(gateway(own).consumeApproval(approval)).rejects.toThrow('has changed')
  })

  it('refuses once the identity is disabled', async () => {
    const own = await openStory(organization)
    const approval = await approved(own)
    await organization.as(own.admin).identities.setDisabled({ id: own.agent.id, disabled: true })
    await expect(gateway(own).consumeApproval(approval)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('refuses once the token is revoked', async () => {
    const own = await openStory(organization)
    const approval = await approved(own)
    const { items } = await organization.as(own.admin).tokens.list({ identityId: own.agent.id })
    for (const { id } of items) await organization.as(own.admin).tokens.revoke({ id })
    await expect(gateway(own).consumeApproval(approval)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('either expires or is approved, and never both, when the two meet', async () => {
    for (let round = 0; round < 10; round++) {
      const { id, digest } = await request(story)
      const expiresAt = new Date(Date.now() + 15)
      await organization.db.approval.update({ where: { id }, data: { expiresAt } })
      const decisions = Array.from({ length: 6 }, async (_, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 5))
        return approve(id)
      })
      const settled = await Promise.allSettled([...decisions, gateway().approval({ id })])
      const wins = settled.slice(0, 6).filter(({ status }) => status === 'fulfilled').length
      expect(wins).toBeLessThanOrEqual(1)
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(await gateway().approval({ id })).toMatchObject({ status: 'expired' })
      await expect(gateway().consumeApproval({ id, digest })).rejects.toThrow(UNUSABLE)
    }
  })
})

describe('requestApproval', () => {
  it('gives the same session the same request for the same statement while it waits', async () => {
    const statement = 'DROP TABLE once'
    const requests = await Promise.all(Array.from({ length: 6 }, () => request(story, statement)))
    expect(new Set(requests.map(({ id }) => id)).size).toBe(1)
    const [first] = requests
    if (first) await approve(first.id)
    expect((await request(story, statement)).id).not.toBe(first?.id)
  })

  it('links to the request', async () => {
    const { id, url, expiresAt } = await request(story)
    expect(url).toBe(`http://localhost:3000/approvals/${id}`)
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(590_000)
  })

  it('refuses a rule that does not hold', async () => {
    const { id } = await organization.as(story.admin).rules.create({ name: 'allow all', effect: 'allow' })
    await expect(request({ ...story, ruleId: id })).rejects.toThrow('has changed')
  })

  it('refuses the session of another gateway', async () => {
    const other = await organization.gateway()
    await expect(request({ ...story, gateway: other })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('refuses a session that has ended', async () => {
    const own = await openStory(organization)
    await organization.db.session.update({ where: { id: own.sessionId }, data: { endedAt: new Date() } })
    await expect(request(own)).rejects.toThrow('has ended')
  })

  it('takes no NUL, which the database could not keep', async () => {
    await expect(request(story, 'DROP TABLE a\0')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('cancelApproval', () => {
  it('gives up what waits and what is approved, and leaves what is settled', async () => {
    const waiting = await request(story)
    await gateway().cancelApproval({ id: waiting.id })
    expect(await gateway().approval({ id: waiting.id })).toMatchObject({ status: 'cancelled' })
    const granted = await approved()
    await gateway().cancelApproval({ id: granted.id })
    await expect(gateway().consumeApproval(granted)).rejects.toThrow(UNUSABLE)
    const used = await approved()
    await gateway().consumeApproval(used)
    await gateway().cancelApproval({ id: used.id })
    expect(await gateway().approval({ id: used.id })).toMatchObject({ status: 'consumed' })
  })
})
