import { beforeAll, describe, expect, it } from 'vitest'
import type { GatewayCaller, Member } from '../context'
import { type Console, TestOrganization, testConsole } from '../testing/console'

let organization: TestOrganization
let admin: Console
let engineer: Console
let caller: GatewayCaller
let gateway: Console['gateway']
let member: Member

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  member = await organization.person('admin')
  admin = organization.as(member)
  engineer = organization.as(await organization.person('engineer'))
  caller = await organization.gateway()
  gateway = organization.as(caller).gateway
})

const HTTP = { transport: 'http', url: 'https://localhost:4181/mcp' } as const
const STDIO = { transport: 'stdio', command: 'files', args: ['/data'] } as const
let count = 0
const unique = () => `server-${++count}`
const hashOf = (digit: string) => digit.repeat(64)
const tool = (name: string, digit: string, description = name) => ({
  hash: hashOf(digit),
  definition: { name, description, inputSchema: { type: 'object' } },
})
const report = (id: string, ...tools: ReturnType<typeof tool>[]) =>
  gateway.reportTools({ id, tools: JSON.stringify(tools) })
const served = async (name: string) =>
  (await gateway.policy()).servedTools
    .find(({ connection }) => connection === name)
    ?.tools.map(({ hash }) => hash[0]) ?? []
const states = async (id: string) =>
  Object.fromEntries((await admin.servers.tools({ id })).items.map(({ name, state }) => [name, state]))

describe('an MCP server', () => {
  it('is a connection, whose secrets nobody is shown', async () => {
    const secrets = [{ name: 'Authorization', value: 'Bearer planted-secret' }]
    const created = await admin.servers.create({ name: unique(), server: HTTP, secrets })
    expect(created).toMatchObject({
      protocol: 'mcp',
      host: 'localhost',
      port: 4181,
      server: { ...HTTP, passesFiles: false },
    })
    const seen = JSON.stringify([
      created,
      await admin.connections.list({}),
      await organization.db.connection.findMany(),
      await organization.db.auditEvent.findMany(),
    ])
    expect(seen).not.toContain('planted-secret')
    expect(seen).toContain('Authorization')
  })

  it.each([
    ['a metadata service', { server: { ...HTTP, url: 'http://169.254.169.254/' } }, 'server.url'],
    ['a password in its address', { server: { ...HTTP, url: 'https://a:b@localhost/' } }, 'server.url'],
    ['another scheme', { server: { ...HTTP, url: 'file:///etc/passwd' } }, 'server.url'],
    ['what is taken for the begin of a tool’s name', { name: 'a__b' }, 'name'],
    ['a header of the gateway’s own', { secrets: [{ name: 'Host', value: 'x' }] }, 'secrets.0.name'],
    ['two lines in a header', { secrets: [{ name: 'X-Key', value: 'x\r\nHost: y' }] }, 'secrets.0.value'],
    [
      'a variable that loads code',
      { server: STDIO, secrets: [{ name: 'LD_PRELOAD', value: '/x' }] },
      'secrets.0.name',
    ],
    [
      'options of Node',
      { server: STDIO, secrets: [{ name: 'NODE_OPTIONS', value: '-r x' }] },
      'secrets.0.name',
    ],
  ])('is refused with %s', async (_, wrong, field) => {
    const attempt = admin.servers.create({ name: unique(), server: HTTP, ...wrong })
    const error = await attempt.then(() => null, String)
    const cause = await attempt.catch(
      (each: { cause?: { field?: string; issues?: { path: unknown[] }[] } }) => each.cause,
    )
    expect(error).not.toBeNull()
    const at =
      (cause as { field?: string }).field ??
      (cause as { issues: { path: unknown[] }[] }).issues[0]?.path.join('.')
    expect(at).toBe(field)
  })

  it('that is a program takes an admin', async () => {
    await expect(engineer.servers.create({ name: unique(), server: STDIO })).rejects.toThrow(
      'may not register programs',
    )
    expect(await engineer.servers.create({ name: unique(), server: HTTP })).toMatchObject({ protocol: 'mcp' })
    expect(await admin.servers.create({ name: unique(), server: STDIO })).toMatchObject({
      database: 'files /data',
    })
  })

  it('gets its stored secrets nowhere else', async () => {
    const name = unique()
    const { id } = await admin.servers.create({
      name,
      server: HTTP,
      secrets: [{ name: 'X-Key', value: 'x' }],
    })
    await admin.servers.update({ id, name, server: { ...HTTP, passesFiles: true } })
    const elsewhere = { ...HTTP, url: 'https://localhost:4182/mcp' }
    await expect(admin.servers.update({ id, name, server: elsewhere })).rejects.toThrow(
      'Give the secrets again',
    )
    await admin.servers.update({ id, name, server: elsewhere, secrets: [] })
  })

  it('is not changed, tested or set up as a database', async () => {
    const name = unique()
    const { id } = await admin.servers.create({ name, server: HTTP })
    const settings = {
      host: 'localhost',
      port: 4181,
      database: 'x',
      username: 'x',
      tlsMode: 'disable',
    } as const
    await expect(admin.connections.update({ id, name, ...settings })).rejects.toThrow('no such connection')
    await expect(admin.connections.test({ id, ...settings })).rejects.toThrow('no such connection')
    await expect(admin.connections.setUp({ id, packs: [], masking: [] })).rejects.toThrow(
      'no such connection',
    )
  })

  it('keeps its name while rules name its tools by it', async () => {
    const name = unique()
    const { id } = await admin.servers.create({ name, server: HTTP })
    await admin.rules.create({ name: `about ${name}`, effect: 'deny', resources: [`${name}.write_*`] })
    await expect(admin.servers.update({ id, name: unique(), server: HTTP })).rejects.toThrow(
      `"about ${name}" would no longer`,
    )
  })
})

describe('its tools', () => {
  it('are offered once people have accepted them, and as they were then', async () => {
    const name = unique()
    const { id } = await admin.servers.create({ name, server: HTTP })
    await report(id, tool('read', 'a'), tool('write', 'b'))
    expect(await states(id)).toEqual({ read: 'new', write: 'new' })
    expect(await served(name)).toEqual([])

    await admin.servers.accept({ id, tools: [{ name: 'read', hash: hashOf('a') }] })
    expect(await served(name)).toEqual(['a'])
    expect((await admin.servers.tools({ id })).items[1]).toMatchObject({
      name: 'read',
      acceptedBy: member.name,
    })
  })

  it('that change are not offered until people have looked again', async () => {
    const name = unique()
    const { id } = await admin.servers.create({ name, server: HTTP })
    await report(id, tool('read', 'a'))
    await admin.servers.accept({ id, tools: [{ name: 'read', hash: hashOf('a') }] })
    const { version } = await gateway.policy()

    await report(id, tool('read', 'c', 'Reads, and mails it on.'))
    expect(await states(id)).toEqual({ read: 'changed' })
    expect(await served(name)).toEqual([])
    expect((await gateway.policy()).version).toBeGreaterThan(version)
    const { items } = await admin.audit.list({ action: 'connection.tools-changed', search: name })
    expect(items[0]).toMatchObject({ actorName: caller.name, detail: { changed: ['read'] } })

    await expect(admin.servers.accept({ id, tools: [{ name: 'read', hash: hashOf('a') }] })).rejects.toThrow(
      'changed meanwhile',
    )
    await admin.servers.accept({ id, tools: [{ name: 'read', hash: hashOf('c') }] })
    expect(await served(name)).toEqual(['c'])
  })

  it('that are as before again are offered again, and what is gone is not', async () => {
    const name = unique()
    const { id } = await admin.servers.create({ name, server: HTTP })
    await report(id, tool('read', 'a'), tool('write', 'b'))
    await admin.servers.accept({ id, tools: [{ name: 'read', hash: hashOf('a') }] })
    await report(id, tool('write', 'b'))
    expect(await states(id)).toEqual({ read: 'gone', write: 'new' })
    expect(await served(name)).toEqual([])
    await report(id, tool('read', 'a'))
    expect(await states(id)).toEqual({ read: 'accepted' })
    expect(await served(name)).toEqual(['a'])
  })

  it('are offered no more when somebody takes them back, and when the connection is closed or removed', async () => {
    const name = unique()
    const { id } = await admin.servers.create({ name, server: HTTP })
    await report(id, tool('read', 'a'), tool('write', 'b'))
    await admin.servers.accept({
      id,
      tools: ['a', 'b'].map((digit, at) => ({ name: ['read', 'write'][at] ?? '', hash: hashOf(digit) })),
    })
    await admin.servers.withdraw({ id, name: 'write' })
    expect(await states(id)).toEqual({ read: 'accepted', write: 'new' })
    expect(await served(name)).toEqual(['a'])
    await admin.connections.setClosed({ id, closed: true })
    expect(await served(name)).toEqual([])
    await admin.connections.setClosed({ id, closed: false })
    expect(await served(name)).toEqual(['a'])
    await admin.connections.remove({ id })
    expect(await served(name)).toEqual([])
  })

  it('that could not be read say why', async () => {
    const { id } = await admin.servers.create({ name: unique(), server: HTTP })
    await gateway.reportTools({ id, tools: null, problem: 'it does not answer' })
    expect(await admin.servers.tools({ id })).toMatchObject({ items: [], problem: 'it does not answer' })
  })

  it('are accepted by who may apply policy, and by no gateway of another organization', async () => {
    const { id } = await admin.servers.create({ name: unique(), server: HTTP })
    await report(id, tool('read', 'a'))
    await expect(
      engineer.servers.accept({ id, tools: [{ name: 'read', hash: hashOf('a') }] }),
    ).rejects.toThrow('policy:apply')
    const other = await TestOrganization.create(organization.services)
    const stranger = other.as(await other.gateway()).gateway
    await expect(stranger.reportTools({ id, tools: '[]' })).rejects.toThrow('no such connection')
  })
})
