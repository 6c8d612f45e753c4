import { randomUUID } from 'node:crypto'
import { open } from '@sallyport/secrets'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Services } from '../context'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { CONNECTION } from '../testing/story'

let services: Services
let organization: TestOrganization
let admin: Console
let engineer: Console

const { password, ...SETTINGS } = CONNECTION
const passwordReference = 'env:SHOP_PASSWORD'
const name = () => `c-${randomUUID().slice(0, 8)}`

beforeAll(async () => {
  services = await testConsole()
  organization = await TestOrganization.create(services)
  admin = organization.as(await organization.person('admin'))
  engineer = organization.as(await organization.person('engineer'))
})

describe('a connection with a reference', () => {
  it('keeps where the password is, sealed as that and as nothing else', async () => {
    const { id } = await admin.connections.create({ ...SETTINGS, name: name(), passwordReference })
    expect(await engineer.connections.get({ id })).toMatchObject({ passwordReference })
    const row = await organization.db.connection.findUniqueOrThrow({
      where: { id },
      omit: { sealedPassword: false },
    })
    const sealed = Buffer.from(row.sealedPassword)
    expect(open(services.masterKey, sealed, `connection:${id}:reference`)).toBe(passwordReference)
    expect(() => open(services.masterKey, sealed, `connection:${id}`)).toThrow('could not be opened')
  })

  it('tells the gateway to look it up, until a password takes its place', async () => {
    const connection = await admin.connections.create({ ...SETTINGS, name: name(), passwordReference })
    const agent = await organization.agent()
    const gateway = organization.as(await organization.gateway()).gateway
    const openSession = async () =>
      gateway.openSession({
        sessionId: randomUUID(),
        subject: agent.id,
        tokenId: await organization.token(agent.id),
        connection: connection.name,
        protocol: 'postgres',
        clientAddress: '',
        clientApplication: '',
      })
    expect((await openSession()).connection.isReference).toBe(true)
    await admin.connections.update({ ...SETTINGS, id: connection.id, name: connection.name, password })
    expect((await openSession()).connection.isReference).toBe(false)
    expect(await admin.connections.get(connection)).toMatchObject({ passwordReference: null })
  })

  it('is for admins: an engineer neither makes one, nor sends its password elsewhere', async () => {
    const refused = { code: 'FORBIDDEN' }
    await expect(
      engineer.connections.create({ ...SETTINGS, name: name(), passwordReference }),
    ).rejects.toMatchObject(refused)
    const { id } = await admin.connections.create({ ...SETTINGS, name: name(), passwordReference })
    const elsewhere = { ...SETTINGS, id, name: name(), host: '127.0.0.2' }
    await expect(engineer.connections.update({ ...elsewhere, passwordReference })).rejects.toMatchObject(
      refused,
    )
    await expect(engineer.connections.update(elsewhere)).rejects.toThrow('Give the password again')
    await expect(engineer.connections.test({ ...elsewhere, passwordReference })).rejects.toMatchObject(
      refused,
    )
    await expect(engineer.connections.test(elsewhere)).rejects.toThrow('Give the password again')
  })

  it.each([
    ['neither a password nor a reference', {}, 'Give the password, or a reference to it'],
    ['both', { password, passwordReference }, 'Give the password, or a reference to it'],
    [
      'something that is no reference',
      { passwordReference: 'SHOP_PASSWORD' },
      'Write env:NAME or file:/path',
    ],
  ])('is refused with %s', async (_, secret, words) => {
    await expect(admin.connections.create({ ...SETTINGS, name: name(), ...secret })).rejects.toThrow(words)
  })
})
