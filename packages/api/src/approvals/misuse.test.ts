import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../context'
import { TestOrganization, testConsole } from '../testing/console'
import { digestOf, makeDue, openStory, reconnect, request, type Story } from '../testing/story'

let organization: TestOrganization
let approver: Member

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  approver = await organization.person('approver')
})

const gateway = (story: Story) => organization.as(story.gateway).gateway
const decide = (who: Member, id: string) => organization.as(who).approvals.decide({ id, verdict: 'approved' })
const rowOf = (id: string) => organization.db.approval.findUniqueOrThrow({ where: { id } })

/** The owner of an agent, and the agent, as if they were approvers. */
async function promoted(member: Member): Promise<Member> {
  await organization.db.identity.update({ where: { id: member.id }, data: { role: 'approver' } })
  return { ...member, role: 'approver' }
}

describe('an answer that is not one’s to give', () => {
  it('is refused, leaves the request as it is, and stands in the audit log', async () => {
    const story = await openStory(organization)
    const { id } = await request(story)
    await expect(decide(await promoted(story.owner), id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await rowOf(id)).toMatchObject({ status: 'pending' })
    expect(await organization.db.approvalVote.count({ where: { approvalId: id } })).toBe(0)
    const { items } = await organization.as(story.admin).audit.list({})
    expect(items.find(({ action }) => action === 'approval.refused')).toMatchObject({
      actorName: story.owner.name,
      subjectId: id,
      detail: { verdict: 'approved', why: expect.stringContaining('acts for you') },
    })
  })

  it('is never an agent’s, whatever role its row has', async () => {
    const story = await openStory(organization)
    const agent = await promoted(await organization.agent())
    const { id } = await request(story)
    await expect(decide({ ...agent, consoleSessionId: randomUUID() }, id)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
    expect(await rowOf(id)).toMatchObject({ status: 'pending' })
  })
})

describe('an approval', () => {
  it.each(['another text', 'another gateway', 'another session’s digest'] as const)(
    'releases nothing for %s',
    async (what) => {
      const story = await openStory(organization)
      const asked = await request(story, 'drop table one')
      await decide(approver, asked.id)
      const by =
        what === 'another gateway' ? organization.as(await organization.gateway()).gateway : gateway(story)
      const digest = what === 'another gateway' ? asked.digest : digestOf(what)
      await expect(by.consumeApproval({ id: asked.id, digest })).rejects.toThrow('no approval')
      expect(await rowOf(asked.id)).toMatchObject({ status: 'approved' })
    },
  )

  it('of one connection releases no other that waits for the same', async () => {
    const story = await openStory(organization)
    const first = await request(story, 'drop table one')
    const second = await request(await reconnect(story), 'drop table one')
    await decide(approver, first.id)
    await expect(gateway(story).consumeApproval({ id: second.id, digest: second.digest })).rejects.toThrow()
    await gateway(story).consumeApproval({ id: first.id, digest: first.digest })
    expect(await rowOf(second.id)).toMatchObject({ status: 'pending' })
  })

  it('and a no at the same time have one outcome, and what runs is what it says: 40 rounds', async () => {
    const story = await openStory(organization)
    const other = await organization.person('approver')
    for (let round = 0; round < 40; round++) {
      const { id, digest } = await request(story)
      await Promise.allSettled([
        decide(approver, id),
        organization.as(other).approvals.decide({ id, verdict: 'rejected', reason: 'no' }),
      ])
      const consumed = await gateway(story)
        .consumeApproval({ id, digest })
        .then(
          () => true,
          () => false,
        )
      const { status } = await rowOf(id)
      expect(status).toBe(consumed ? 'consumed' : 'rejected')
    }
  }, 120_000)

  it('that is given when its time ends runs nothing after it', async () => {
    const story = await openStory(organization)
    for (let round = 0; round < 8; round++) {
      const { id, digest } = await request(story)
      const [, , used] = await Promise.allSettled([
        decide(approver, id),
        makeDue(story, id),
        gateway(story).consumeApproval({ id, digest }),
      ])
      const uses = await organization.db.auditEvent.count({
        where: { action: 'approval.consume', subjectId: id },
      })
      expect(uses).toBe(used.status === 'fulfilled' ? 1 : 0)
      if (used.status === 'rejected') {
        await expect(gateway(story).consumeApproval({ id, digest })).rejects.toThrow('no approval')
        await gateway(story).approval({ id })
        expect(await rowOf(id)).toMatchObject({ status: 'expired' })
      }
    }
  }, 60_000)
})

describe('a rule that is changed while it holds something', () => {
  it('asks of what waits what it asked when it held it', async () => {
    const story = await openStory(organization, { requirements: [{ group: null, count: 2 }] })
    const { id, digest } = await request(story)
    const { name } = await organization.as(story.admin).rules.get({ id: story.ruleId })
    const relaxed = { id: story.ruleId, name, verbs: ['drop'], effect: 'hold', requirements: [] } as const
    await organization.as(story.admin).rules.update({ ...relaxed, verbs: ['drop'] })
    expect(await decide(approver, id)).toMatchObject({ status: 'pending' })
    await expect(gateway(story).consumeApproval({ id, digest })).rejects.toThrow('no approval')
    expect(await decide(await organization.person('approver'), id)).toMatchObject({ status: 'approved' })
  })

  it.each(['disabled', 'made to allow', 'removed'] as const)('releases nothing by being %s', async (how) => {
    const story = await openStory(organization)
    const { id, digest } = await request(story)
    await decide(approver, id)
    const { rules } = organization.as(story.admin)
    const { name } = await rules.get({ id: story.ruleId })
    if (how === 'disabled') await rules.setEnabled({ id: story.ruleId, enabled: false })
    if (how === 'removed') await rules.remove({ id: story.ruleId })
    if (how === 'made to allow')
      await rules.update({ id: story.ruleId, name, verbs: ['drop'], effect: 'allow' })
    await expect(gateway(story).consumeApproval({ id, digest })).rejects.toThrow('has changed')
  })

  it('is changed by somebody else than who waits for it, or whose agent does', async () => {
    const story = await openStory(organization)
    await organization.db.identity.update({ where: { id: story.owner.id }, data: { role: 'admin' } })
    const { id } = await request(story)
    const { rules } = organization.as({ ...story.owner, role: 'admin' })
    await expect(rules.setEnabled({ id: story.ruleId, enabled: false })).rejects.toThrow('of yours')
    await expect(rules.remove({ id: story.ruleId })).rejects.toThrow('of yours')
    await organization.as(story.gateway).gateway.cancelApproval({ id })
    await rules.setEnabled({ id: story.ruleId, enabled: false })
  })
})

describe('a value that the approver may not see', () => {
  it('is masked in the request for them and not for others, and what runs is what was sent', async () => {
    const story = await openStory(organization)
    const limited = await organization.person('approver', ['contractors'])
    await organization.as(story.admin).maskingRules.create({
      name: `ssn ${randomUUID()}`,
      groups: ['contractors'],
      columns: ['**.ssn'],
      dataClass: 'ssn',
      operator: 'redact',
    })
    const statement = "delete from people where ssn = '219-09-9999'"
    const { id, digest } = await request(story, statement)
    const shown = await organization.as(limited).approvals.get({ id })
    expect(shown.isMasked).toBe(true)
    expect(JSON.stringify(shown)).not.toContain('219-09-9999')
    const list = await organization.as(limited).approvals.list({ status: 'pending' })
    expect(JSON.stringify(list)).not.toContain('219-09-9999')
    expect((await organization.as(approver).approvals.get({ id })).statement).toBe(statement)
    await decide(limited, id)
    await gateway(story).consumeApproval({ id, digest })
  })
})
