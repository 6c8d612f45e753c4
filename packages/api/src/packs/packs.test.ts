import { beforeAll, describe, expect, it } from 'vitest'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { PACK_IDS } from './schema'

let admin: Console
let engineer: Console
const choice = { groups: ['agents'], connections: ['shop'], approverGroups: ['approvers'] }

beforeAll(async () => {
  const organization = await TestOrganization.create(await testConsole())
  await organization.groups(['agents', 'approvers'])
  admin = organization.as(await organization.person('admin'))
  engineer = organization.as(await organization.person('engineer'))
})

describe.each(PACK_IDS)('the pack %s', (id) => {
  it('shows what it would make, makes exactly that, and has nothing more to do', async () => {
    const preview = await admin.packs.preview({ id, ...choice })
    const names = [...preview.rules, ...preview.masking].map(({ name }) => name)
    expect(preview.items.map(({ action, name }) => [action, name])).toEqual(
      names.map((name) => ['create', name]),
    )
    await admin.packs.applyPack({ id, ...choice })
    const rules = (await admin.rules.list()).items
    const masking = (await admin.maskingRules.list()).items
    for (const rule of preview.rules) expect(rules).toContainEqual(expect.objectContaining(rule))
    for (const rule of preview.masking) expect(masking).toContainEqual(expect.objectContaining(rule))
    expect((await admin.packs.preview({ id, ...choice })).items).toEqual([])
  })

  it('is applied by admins only, and for groups that are there', async () => {
    await expect(engineer.packs.applyPack({ id, ...choice })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(admin.packs.applyPack({ id, ...choice, groups: ['nobody'] })).rejects.toThrow(
      'There is no group named nobody',
    )
  })
})
