import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { CONNECTION } from '../testing/story'

let admin: Console

beforeAll(async () => {
  const organization = await TestOrganization.create(await testConsole())
  admin = organization.as(await organization.person('admin'))
})

const name = () => `r-${randomUUID().slice(0, 8)}`
const make = () => admin.connections.create({ ...CONNECTION, name: name() })

it('names a renamed connection by its new name in rules and masking rules, as a version of its own', async () => {
  const connection = await make()
  const rule = await admin.rules.create({
    name: name(),
    connections: [connection.name, 'other'],
    effect: 'deny',
  })
  const mask = await admin.maskingRules.create({
    name: name(),
    connections: [connection.name],
    columns: ['**.ssn'],
    dataClass: 'ssn',
    operator: 'redact',
  })
  const to = name()
  await admin.connections.update({ ...CONNECTION, id: connection.id, name: to })
  expect(await admin.rules.get({ id: rule.id })).toMatchObject({ connections: [to, 'other'], version: 2 })
  expect(await admin.maskingRules.get({ id: mask.id })).toMatchObject({ connections: [to] })
})

it('refuses a name under which a pattern would no longer speak of it, and names the rule', async () => {
  const connection = await make()
  const rule = await admin.rules.create({
    name: name(),
    connections: [`${connection.name}*`],
    effect: 'deny',
  })
  const renaming = admin.connections.update({ ...CONNECTION, id: connection.id, name: name() })
  await expect(renaming).rejects.toThrow(`"${rule.name}" would no longer apply`)
  expect(await admin.connections.get({ id: connection.id })).toMatchObject({ name: connection.name })
  const longer = `${connection.name}-2`
  await admin.connections.update({ ...CONNECTION, id: connection.id, name: longer })
  expect(await admin.connections.get({ id: connection.id })).toMatchObject({ name: longer })
})
