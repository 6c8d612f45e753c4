import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../context'
import { type Console, TestOrganization, testConsole } from '../testing/console'

let organization: TestOrganization
let ann: Member
let admin: Console
let other: Console

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  ann = await organization.person('admin')
  admin = organization.as(ann)
  other = organization.as(await organization.person('admin'))
  await organization.groups(['agents'])
})

const name = () => `rule ${randomUUID()}`
const draft = () => ({ name: name(), effect: 'deny', verbs: ['drop'] }) as const

describe('the versions of a rule', () => {
  it('say what it was, who changed it and how, the newest first', async () => {
    const rule = await admin.rules.create(draft())
    await other.rules.update({ ...draft(), id: rule.id, name: rule.name, verbs: ['drop', 'delete'] })
    await admin.rules.setEnabled({ id: rule.id, enabled: false })
    const { items } = await admin.rules.versions({ id: rule.id })
    expect(items.map(({ number, action }) => [number, action])).toEqual([
      [3, 'disable'],
      [2, 'update'],
      [1, 'create'],
    ])
    expect(items[0]).toMatchObject({ author: ann.name, content: { enabled: false } })
    expect(items[1]?.content.verbs).toEqual(['drop', 'delete'])
    expect(items[1]?.author).not.toBe(ann.name)
    expect(items[2]?.content.verbs).toEqual(['drop'])
  })

  it('can be gone back to, which is a version of its own, audited and told to gateways', async () => {
    const rule = await admin.rules.create(draft())
    await admin.rules.update({ ...draft(), id: rule.id, effect: 'allow' })
    const { policyVersion } = await organization.db.organization.findUniqueOrThrow({
      where: { id: organization.id },
    })
    const back = await admin.rules.rollBack({ id: rule.id, number: 1 })
    expect(back).toMatchObject({ id: rule.id, name: rule.name, effect: 'deny', version: 3 })
    const after = await organization.db.organization.findUniqueOrThrow({ where: { id: organization.id } })
    expect(after.policyVersion).toBe(policyVersion + 1)
    const event = await organization.db.auditEvent.findFirstOrThrow({
      where: { subjectId: rule.id, action: 'rule.roll-back' },
    })
    expect(event.detail).toMatchObject({ effect: { before: 'allow', after: 'deny' } })
  })

  it('outlive the rule, which can be restored under its id', async () => {
    const rule = await admin.rules.create(draft())
    await admin.rules.remove({ id: rule.id })
    expect((await admin.rules.removed()).items.map(({ id }) => id)).toContain(rule.id)
    await expect(admin.rules.rollBack({ id: rule.id, number: 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const restored = await admin.rules.restore({ id: rule.id })
    expect(restored).toMatchObject({ id: rule.id, verbs: ['drop'], version: 3 })
    expect((await admin.rules.removed()).items.map(({ id }) => id)).not.toContain(rule.id)
    await expect(admin.rules.restore({ id: rule.id })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('are not restored over another rule of that name, nor for a group that is gone', async () => {
    const first = await admin.rules.create(draft())
    await admin.rules.remove({ id: first.id })
    await admin.rules.create({ ...draft(), name: first.name })
    await expect(admin.rules.restore({ id: first.id })).rejects.toMatchObject({ code: 'CONFLICT' })

    const { id: groupId } = await admin.groups.create({ name: 'short-lived' })
    const rule = await admin.rules.create({ ...draft(), groups: ['short-lived'] })
    await admin.rules.update({ ...draft(), id: rule.id })
    await admin.groups.remove({ id: groupId })
    await expect(admin.rules.rollBack({ id: rule.id, number: 1 })).rejects.toThrow(
      'There is no group named short-lived',
    )
  })

  it('are unknown for a number that was never given', async () => {
    const rule = await admin.rules.create(draft())
    await expect(admin.rules.rollBack({ id: rule.id, number: 2 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('a change', () => {
  it('of a version that is not the newest any more is refused', async () => {
    const rule = await admin.rules.create(draft())
    await other.rules.update({ ...draft(), id: rule.id })
    const late = admin.rules.update({ ...draft(), id: rule.id, version: rule.version })
    await expect(late).rejects.toThrow('Somebody else changed this meanwhile')
  })

  it('of two at once happens once, and none is lost', async () => {
    const rule = await admin.rules.create(draft())
    const attempts = await Promise.allSettled(
      ['one', 'two', 'three'].map((message) =>
        admin.rules.update({ ...draft(), id: rule.id, message, version: 1 }),
      ),
    )
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await admin.rules.versions({ id: rule.id })).items).toHaveLength(2)
  })

  it('to what it is already makes no version', async () => {
    const rule = await admin.rules.create(draft())
    await admin.rules.setEnabled({ id: rule.id, enabled: true })
    expect((await admin.rules.versions({ id: rule.id })).items).toHaveLength(1)
  })
})

describe('a masking rule', () => {
  it('has versions too', async () => {
    const mask = { columns: ['**.email'], dataClass: 'email', operator: 'redact' } as const
    const rule = await admin.maskingRules.create({ ...mask, name: name() })
    await admin.maskingRules.update({ ...mask, id: rule.id, name: rule.name, operator: 'hash' })
    await admin.maskingRules.rollBack({ id: rule.id, number: 1 })
    await admin.maskingRules.remove({ id: rule.id })
    await admin.maskingRules.restore({ id: rule.id })
    const { items } = await admin.maskingRules.versions({ id: rule.id })
    expect(items.map(({ action }) => action)).toEqual(['restore', 'remove', 'roll-back', 'update', 'create'])
    expect(items.map(({ content }) => content.operator)).toEqual([
      'redact',
      'redact',
      'redact',
      'hash',
      'redact',
    ])
  })
})
