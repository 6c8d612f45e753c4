import { VERBS } from '@sallyport/core'
import { type TestTarget, testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cellsOf, errorCode, query, rows, status, Wire } from '../../attacks/wire.fixture'
import { rule, startGateway, type TestGateway } from '../../testing/test-gateway'
import { int16, int32, message } from './codec/write'

let target: TestTarget
let gateway: TestGateway
let careful: TestGateway

beforeAll(async () => {
  target = await testTarget()
  gateway = await startGateway(target, { rules: [rule('everything', 'allow', { verbs: VERBS })] })
  careful = await startGateway(target, { rules: [rule('all that is understood', 'allow')] })
})

afterAll(async () => {
  await gateway.close()
  await careful.close()
  await target.drop()
})

describe('where even what is not understood is allowed', () => {
  it('lets the target say in its own words what is wrong with a text', async () => {
    const wire = await Wire.through(gateway)
    const [error] = await wire.ask(query("select E'wrong: \\u061'"))
    expect(error?.body.toString()).toContain('HUnicode escapes must be')
  })

  it('follows standard_conforming_strings, and reads no statement while it is off', async () => {
    const wire = await Wire.through(gateway)
    await wire.ask(query('set standard_conforming_strings to off'))
    expect(rows(await wire.ask(query("set escape_string_warning to off; select 'it\\'s'")))).toEqual([
      ["it's"],
    ])
    const asked = gateway.events().findLast((event) => event.type === 'statement')
    expect(asked?.type === 'statement' && asked.operations.map(({ verb }) => verb)).toEqual(['unknown'])
  })

  it('carries texts and rows of another client_encoding', async () => {
    const wire = await Wire.through(gateway)
    await wire.ask(query("set client_encoding to 'LATIN1'"))
    expect(rows(await wire.ask(query(Buffer.from("select length('\xe4\xf6')", 'latin1'))))).toEqual([['2']])
  })
})

describe('where only what is understood is allowed', () => {
  it('refuses a text that is not PostgreSQL before the target sees it', async () => {
    const wire = await Wire.through(careful)
    expect(errorCode(await wire.ask(query('selec 1')))).toBe('42601')
  })

  it('refuses to change how statements are read', async () => {
    const wire = await Wire.through(careful)
    expect(errorCode(await wire.ask(query('set standard_conforming_strings to off')))).toBe('42501')
  })
})

describe('large objects by FunctionCall', () => {
  const call = (oid: number, ...values: readonly Buffer[]) =>
    message(
      'F',
      int32(oid),
      Buffer.concat([int16(1), int16(1), int16(values.length)]),
      ...values.flatMap((value) => [int32(value.length), value]),
      int16(1),
    )
  const INV_READ_WRITE = 0x60000

  it('creates, writes and reads one in a transaction, each call decided and recorded', async () => {
    const wire = await Wire.through(gateway)
    await wire.ask(query('begin'))
    const created = await wire.ask(call(957, int32(INV_READ_WRITE)))
    expect(created.map(({ type }) => type).join('')).toBe('VZ')
    const oid = created[0]?.body.subarray(4) ?? Buffer.alloc(0)
    const [opened] = await wire.ask(call(952, oid, int32(INV_READ_WRITE)))
    const fd = opened?.body.subarray(4) ?? Buffer.alloc(0)
    await wire.ask(call(955, fd, Buffer.from('bytes')))
    await wire.ask(call(956, fd, int32(0), int32(0)))
    const [read] = await wire.ask(call(954, fd, int32(100)))
    expect(read?.body.subarray(4).toString()).toBe('bytes')
    expect(status(await wire.ask(query('rollback')))).toBe('I')
    const asked = gateway.events().flatMap((event) => (event.type === 'statement' ? event.text : []))
    expect(asked).toContain('select pg_catalog.loread($1, $2)')
  })

  it('calls no other function by message, and goes on', async () => {
    const wire = await Wire.through(gateway)
    expect(errorCode(await wire.ask(call(1598)))).toBe('0A000')
    const [row] = (await wire.ask(query('select 1'))).filter(({ type }) => type === 'D')
    expect(row && cellsOf(row.body).map(String)).toEqual(['1'])
  })
})

describe('a catalogue that cannot be read now', () => {
  it('keeps nobody waiting who holds the lock', async () => {
    const admin = new pg.Client({ connectionString: target.adminUrl })
    await admin.connect()
    await admin.query('create table locked (a int); create view over_locked as select a from locked')
    await admin.query('grant all on locked, over_locked to shop_app; alter table locked owner to shop_app')
    const client = await gateway.connect()
    await client.query('select * from over_locked')
    await client.query('begin; lock table locked in access exclusive mode')
    const other = await gateway.connect()
    await other.query('create table unrelated (a int)') // asks for the catalogue to be read anew
    expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect((await client.query('select count(*) from locked')).rows).toEqual([{ count: '0' }])
    await client.query('commit')
    for (const each of [client, other, admin]) await each.end()
  })
})
