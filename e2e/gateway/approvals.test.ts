import { beforeAll, describe, expect, it } from 'vitest'
import { onTarget } from '../databases'
import { isThere, makeTable } from '../held-table'
import { pendingApproval, settled } from '../pending'
import { type Api, apiWith, signIn } from '../person'
import { cancelRequest, connectPg } from '../pg-client'
import { demoFile } from '../product'
import { psql, startPsql } from '../psql'

let alan: Api
beforeAll(async () => {
  alan = (await signIn('alan')).api
})

describe('a statement that a rule holds', () => {
  it.each([
    ['plain', (name: string) => `drop table ${name};`],
    ['behind a comment', (name: string) => `/* just looking */ -- really\ndrop table ${name};`],
    ['in another case', (name: string) => `DrOp TaBlE ${name};`],
    ['schema-qualified and quoted', (name: string) => `drop table "public"."${name}";`],
    ['as the second statement of one query', (name: string) => `select 1 \\; drop table ${name};`],
    ['in a DO block, which nothing allows', (name: string) => `do $$ begin drop table ${name}; end $$;`],
  ])('does not run before the answer: %s', async (_, sql) => {
    const name = await makeTable()
    const client = startPsql()
    client.write(sql(name))
    await client.sees(
      /waiting for approval at http:\/\/localhost|ERROR: {2}(no rule allows (?:unknown|execute)|.*what cannot be checked)/,
    )
    expect(await isThere(name)).toBe(true)
    client.signal('SIGINT')
    await client.end()
    expect(await isThere(name)).toBe(true)
  })

  it('runs in the same connection once it is approved', async () => {
    const name = await makeTable()
    const client = startPsql({ args: ['-At'] })
    client.write('select pg_backend_pid();')
    const [pid] = /^\d+$/m.exec(await client.sees(/^\d+$/m)) ?? []
    client.write(`drop table ${name};`)
    const said = await client.sees('waiting for approval at')
    const id = await pendingApproval(alan, name)
    expect(said).toContain(`${demoFile().consoleUrl}/approvals/${id}`)
    expect(await isThere(name)).toBe(true)

    await alan.approvals.decide.mutate({ id, verdict: 'approved' })
    await client.sees('DROP TABLE')
    expect(await isThere(name)).toBe(false)
    client.write(`select 'the same ' || pg_backend_pid();`)
    await client.sees(`the same ${pid}`)
    expect((await client.end()).code).toBe(0)
    await settled(alan, id, 'consumed')
  })

  it('is refused with the reason when it is rejected, and the session goes on', async () => {
    const name = await makeTable()
    const client = startPsql({ args: ['-At', '-v', 'VERBOSITY=verbose'] })
    client.write(`drop table ${name};`)
    const id = await pendingApproval(alan, name)
    await alan.approvals.decide.mutate({ id, verdict: 'rejected', reason: 'Not during office hours' })
    expect(await client.sees('ERROR')).toMatch(/ERROR: {2}42501: .*Not during office hours/s)
    client.write(`select 'goes ' || 'on';`)
    await client.sees('goes on')
    await client.end()
    expect(await isThere(name)).toBe(true)
  })

  it('is withdrawn when the client cancels', async () => {
    const name = await makeTable()
    const client = startPsql({ args: ['-At'] })
    client.write(`drop table ${name};`)
    const id = await pendingApproval(alan, name)
    client.signal('SIGINT') // perhaps before the notice is there
    expect(await client.sees('ERROR')).toContain('canceling statement')
    await settled(alan, id, 'cancelled')
    await expect(alan.approvals.decide.mutate({ id, verdict: 'approved' })).rejects.toMatchObject({
      data: { error: 'CONFLICT' },
    })
    await client.end() // psql that reads from a pipe ends at a cancel
    expect(await isThere(name)).toBe(true)
  })

  it('is withdrawn when a driver cancels, and the session goes on', async () => {
    const name = await makeTable()
    const client = await connectPg()
    const held = client.query(`drop table ${name}`)
    const id = await pendingApproval(alan, name)
    await cancelRequest(client)
    await expect(held).rejects.toMatchObject({ code: '57014' })
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await client.end()
    await settled(alan, id, 'cancelled')
    expect(await isThere(name)).toBe(true)
  })

  it('runs nothing when the client went away, and once when it comes back and asks for the same', async () => {
    const name = await makeTable()
    const drop = `drop table ${name};`
    const gone = startPsql()
    gone.write(drop)
    const id = await pendingApproval(alan, name)
    gone.signal('SIGKILL')
    await expect
      .poll(async () => (await alan.approvals.get.query({ id })).leftAt, { timeout: 30_000 })
      .toBeInstanceOf(Date)
    await alan.approvals.decide.mutate({ id, verdict: 'approved' })
    expect(await isThere(name)).toBe(true)

    const back = startPsql()
    back.write(drop)
    await back.sees('DROP TABLE')
    await settled(alan, id, 'consumed')
    expect(await isThere(name)).toBe(false)
    await back.end()
  })

  it('is approved with its shape: the next of it runs at once, and only so many', async () => {
    const name = await makeTable()
    const client = startPsql({ args: ['-At'] })
    client.write(`insert into ${name} values (11);`)
    const id = await pendingApproval(alan, name)
    await alan.approvals.decide.mutate({ id, verdict: 'approved', shape: { times: 1, minutes: 5 } })
    await client.sees('INSERT 0 1')
    client.write(`insert into ${name} values (12);`)
    await expect
      .poll(() => onTarget(`select id from ${name} where id = 12`), { timeout: 30_000 })
      .toHaveLength(1)
    client.write(`insert into ${name} values (13);`)
    const next = await pendingApproval(alan, name)
    expect(next).not.toBe(id)
    client.signal('SIGINT')
    await settled(alan, next, 'cancelled')
    await client.end()
    expect(await onTarget(`select id from ${name} where id = 13`)).toHaveLength(0)
  })

  it('tells the approver what it would touch', async () => {
    const client = await connectPg()
    const held = client
      .query('update orders set amount = amount where id < 100')
      .catch((error: unknown) => error)
    const id = await pendingApproval(alan, 'set amount = amount')
    const impactOf = async () => (await alan.approvals.get.query({ id })).impact
    await expect.poll(impactOf, { timeout: 30_000 }).not.toBeNull()
    const impact = await impactOf()
    expect(impact?.tables).toMatchObject([{ name: 'public.orders' }])
    expect(impact?.plan?.rows).toBeGreaterThan(0)
    await alan.approvals.decide.mutate({ id, verdict: 'rejected', reason: 'only looking' })
    await held
    await client.end()
  })

  it('expires when nobody answers', { timeout: 30_000 }, async () => {
    const { api: ada } = await signIn('ada')
    const rule = await ada.rules.create.mutate({
      name: `Short hold ${process.pid}`,
      groups: ['agents'],
      connections: ['shop'],
      verbs: ['grant'],
      resources: ['shop.public.**'],
      effect: 'hold',
      holdSeconds: 10,
    })
    const client = await connectPg()
    const refused = client.query('grant select on products to public')
    await expect(refused).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|57014)$/) })
    const { rows } = await client.query('select 1 as one')
    expect(rows).toEqual([{ one: 1 }])
    await client.end()
    await ada.rules.remove.mutate({ id: rule.id })
  })

  it('waits with its parameters, prepared by node-postgres', async () => {
    const name = await makeTable()
    const client = await connectPg()
    const done = client.query(`insert into ${name} values ($1)`, [4711])
    const id = await pendingApproval(alan, name)
    const approval = await alan.approvals.get.query({ id })
    expect(JSON.stringify(approval.parameters)).toContain('4711')
    await alan.approvals.decide.mutate({ id, verdict: 'approved' })
    expect((await done).rowCount).toBe(1)
    await client.end()
    expect(await onTarget(`select * from ${name} where id = 4711`)).toHaveLength(1)
  })
})

describe('an approval', () => {
  it('is never given by the requester, the owner of the agent, an agent, or who is no approver', async () => {
    const name = await makeTable()
    const client = startPsql()
    client.write(`drop table ${name};`)
    const id = await pendingApproval(alan, name)
    for (const who of ['ada', 'rita', 'erin'] as const) {
      const { api } = await signIn(who)
      await expect(api.approvals.decide.mutate({ id, verdict: 'approved' })).rejects.toMatchObject({
        data: { error: 'DENIED' },
      })
    }
    const agent = apiWith({ authorization: `Bearer ${demoFile().agent.token}` })
    await expect(agent.approvals.decide.mutate({ id, verdict: 'approved' })).rejects.toThrow()
    await expect(apiWith({}).approvals.decide.mutate({ id, verdict: 'approved' })).rejects.toThrow()
    expect(await isThere(name)).toBe(true)
    client.signal('SIGINT')
    await settled(alan, id, 'cancelled')
  })

  it('runs one statement once', async () => {
    const name = await makeTable()
    const client = startPsql({ args: ['-At'] })
    client.write(`insert into ${name} values (2);`)
    const id = await pendingApproval(alan, name)
    await alan.approvals.decide.mutate({ id, verdict: 'approved' })
    await expect(alan.approvals.decide.mutate({ id, verdict: 'approved' })).rejects.toThrow()
    await client.sees('INSERT 0 1')
    client.write(`insert into ${name} values (2);`)
    const next = await pendingApproval(alan, name)
    expect(next).not.toBe(id)
    client.signal('SIGINT')
    await settled(alan, next, 'cancelled')
    expect(await onTarget(`select * from ${name} where id = 2`)).toHaveLength(1)
  })
})

describe('a statement that a rule denies', () => {
  it.each([
    'delete from orders',
    'delete from orders where true',
    'update orders set amount = 0',
    'with gone as (delete from orders returning *) select count(*) from gone',
    'explain analyze delete from orders',
    'select 1; delete from orders',
  ])('is refused with the message of the rule: %s', async (sql) => {
    const { code, stderr } = await psql(sql)
    expect(code).toBe(1)
    expect(stderr).toContain('Add a WHERE clause: changing every row is never done through an agent.')
    const [row] = await onTarget<{ count: number }>('select count(*)::int from orders')
    expect(row?.count).toBe(22_000)
  })
})
