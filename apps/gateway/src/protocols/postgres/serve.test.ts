import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { SallyportError } from '@sallyport/core'
import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rule, startGateway, type TestGateway } from '../../testing/test-gateway'
import { message } from './codec/write'

const SCHEMA = `
  CREATE TABLE customers (id int PRIMARY KEY, email text, note text, salary numeric(10,2));
  INSERT INTO customers VALUES (1, 'ada@example.com', 'call 4111 1111 1111 1111', 1234.50), (2, NULL, 'plain', 99);
  CREATE TABLE orders (id int PRIMARY KEY, total int);
  INSERT INTO orders SELECT n, n FROM generate_series(1, 5) n;
  CREATE VIEW contacts AS SELECT id, lower(email) AS address FROM customers;`

const masking = {
  id: 'm',
  connections: [],
  groups: [],
  dataClass: 'email',
  detectors: [],
  columns: [],
} as const

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
let admin: pg.Client

beforeAll(async () => {
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.url })
  await admin.connect()
  await admin.query(SCHEMA)
  gateway = await startGateway(target, {
    rules: [
      rule('reads and inserts', 'allow', { verbs: ['read', 'insert', 'copy-out', 'copy-in', 'configure'] }),
      rule('changes wait', 'hold', { verbs: ['drop', 'define', 'delete', 'update'] }),
      rule('no full delete', 'deny', {
        verbs: ['delete'],
        conditions: ['no-where', 'always-true'],
        message: 'Add a WHERE.',
      }),
    ],
    maskingRules: [
      { ...masking, name: 'emails', columns: ['**.customers.email'], operator: 'redact' },
      { ...masking, name: 'salaries', columns: ['**.customers.salary'], operator: 'redact' },
      { ...masking, name: 'anywhere', detectors: ['email', 'card'], operator: 'redact' },
    ],
  })
})

afterAll(async () => {
  await gateway.close()
  await admin.end()
  await target.drop()
})

async function using<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await gateway.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

describe('sign-in', () => {
  it('refuses a wrong token with 28P01 and without saying what was wrong', async () => {
    const client = new pg.Client({ ...gateway.address, password: 'wrong' })
    await expect(client.connect()).rejects.toMatchObject({
      code: '28P01',
      message: 'password authentication failed for user "agent"',
    })
  })

  it('sends nothing to a client that speaks before it is asked, and ends it', async () => {
    const socket = connect(gateway.address.port, '127.0.0.1')
    socket.write(message('Q', 'drop table orders\0'))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toContain('08P01')
    socket.destroy()
  })
})

describe('statements', () => {
  it('returns what is allowed, over both protocols', async () => {
    await using(async (client) => {
      expect((await client.query('SELECT count(*)::int AS n FROM orders')).rows).toEqual([{ n: 5 }])
      expect((await client.query('SELECT total FROM orders WHERE id = $1', [3])).rows).toEqual([{ total: 3 }])
    })
  })

  it('denies by a rule with its message, and the session goes on', async () => {
    await using(async (client) => {
      await expect(client.query('DELETE FROM orders')).rejects.toMatchObject({
        code: '42501',
        message: expect.stringContaining('Add a WHERE.'),
      })
      await expect(client.query('DELETE FROM orders WHERE 1 = 1')).rejects.toThrow('Add a WHERE.')
      expect((await client.query('SELECT count(*)::int AS n FROM orders')).rows).toEqual([{ n: 5 }])
    })
  })

  it("answers a syntax error in PostgreSQL's words, with its position", async () => {
    await using(async (client) => {
      await expect(client.query('SELEC 1')).rejects.toMatchObject({ code: '42601', position: '1' })
      expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    })
  })

  it('leaves the transaction failed on both sides when a statement in it is refused', async () => {
    await using(async (client) => {
      await client.query('BEGIN')
      await client.query('INSERT INTO orders VALUES (100, 1)')
      await expect(client.query('DELETE FROM orders')).rejects.toMatchObject({ code: '42501' })
      await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' })
      await client.query('COMMIT')
      expect((await client.query('SELECT count(*)::int AS n FROM orders')).rows).toEqual([{ n: 5 }])
    })
  })

  it('does not run what does not parse the same way twice: a NUL or bytes after it', async () => {
    const socket = connect(gateway.address.port, '127.0.0.1')
    const startup = Buffer.from('\0\x03\0\0user\0agent\0database\0shop\0\0', 'latin1')
    const head = Buffer.alloc(4)
    head.writeUInt32BE(startup.length + 4)
    socket.write(Buffer.concat([head, startup]))
    await once(socket, 'data')
    socket.write(message('p', `${gateway.address.password}\0`))
    await once(socket, 'data')
    socket.write(message('Q', 'select 1\0; drop table orders\0'))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toContain('08P01')
    socket.destroy()
  })
})

describe('holding', () => {
  it('holds until it is approved, tells the client why, and runs it once', async () => {
    await using(async (client) => {
      await admin.query('CREATE TABLE doomed ()')
      const before = gateway.approvals.requests.length
      const notices: string[] = []
      client.on('notice', ({ message: text }) => notices.push(text ?? ''))
      const dropping = client.query('/* tidy */ dRoP tAbLe doomed')
      await gateway.approvals.requested(before + 1)
      const id = `approval-${before + 1}`
      expect((await admin.query("SELECT to_regclass('doomed') AS it")).rows[0]).toEqual({ it: 'doomed' })
      await gateway.approvals.settle(id, { status: 'approved' })
      expect((await dropping).command).toBe('DROP')
      expect(notices[0]).toContain(`http://console/approvals/${id}`)
      expect(gateway.approvals.consumed.at(-1)).toEqual({
        id,
        digest: gateway.approvals.requests.at(-1)?.digest,
      })
      expect((await admin.query("SELECT to_regclass('doomed') AS it")).rows[0]).toEqual({ it: null })
    })
  })

  it('holds the whole query when only its second statement is dangerous', async () => {
    await using(async (client) => {
      const before = gateway.approvals.requests.length
      const both = client.query('INSERT INTO orders VALUES (50, 1); DROP TABLE orders')
      await gateway.approvals.requested(before + 1)
      expect((await admin.query('SELECT count(*)::int AS n FROM orders')).rows).toEqual([{ n: 5 }])
      await gateway.approvals.settle(`approval-${before + 1}`, { status: 'rejected', reason: 'not today' })
      await expect(both).rejects.toMatchObject({ code: '42501', message: 'rejected by Alan: not today' })
      expect((await client.query('SELECT count(*)::int AS n FROM orders')).rows).toEqual([{ n: 5 }])
    })
  })

  it('holds a prepared statement where its parameters are known', async () => {
    await using(async (client) => {
      const before = gateway.approvals.requests.length
      const update = client.query('UPDATE orders SET total = $1 WHERE id = $2', [42, 1])
      await gateway.approvals.requested(before + 1)
      expect(gateway.approvals.requests.at(-1)?.parameters).toMatchObject([{ text: '42' }, { text: '1' }])
      await gateway.approvals.settle(`approval-${before + 1}`, { status: 'approved' })
      expect((await update).rowCount).toBe(1)
    })
  })

  it('leaves the request to be asked for again when the client goes away, and runs nothing', async () => {
    const client = await gateway.connect()
    const before = gateway.approvals.requests.length
    const dropping = expect(client.query('DROP TABLE orders')).rejects.toThrow('terminated')
    await gateway.approvals.requested(before + 1)
    const left = expect.poll(() => gateway.approvals.left).toContain(`approval-${before + 1}`)
    await Promise.all([client.end(), dropping, left])
    expect(gateway.approvals.cancelled).not.toContain(`approval-${before + 1}`)
    expect((await admin.query("SELECT to_regclass('orders') AS it")).rows[0]).toEqual({ it: 'orders' })
  })

  it('ends a held session at once when it is revoked', async () => {
    const client = await gateway.connect()
    const before = gateway.approvals.requests.length
    const dropping = client.query('DROP TABLE orders')
    await Promise.all([
      expect(dropping).rejects.toMatchObject({ code: '57P01' }),
      gateway.approvals.requested(before + 1).then(() => gateway.gate.endAll('revoked')),
    ])
    expect(gateway.approvals.cancelled).toContain(`approval-${before + 1}`)
    const end = gateway.events().slice(-3)
    expect(end).toMatchObject([
      { type: 'approval', status: 'cancelled' },
      { type: 'statement-end', status: 'refused' },
      { type: 'session-end', reason: 'terminating connection: revoked' },
    ])
  })
})

describe('masking', () => {
  it.each([
    ['the column itself', 'SELECT email FROM customers WHERE id = 1'],
    ['another name for it', 'SELECT email AS x FROM customers WHERE id = 1'],
    ['an expression over it', "SELECT upper(email) || '!' FROM customers WHERE id = 1"],
    ['pieces of it', 'SELECT substr(email, 1, 4) FROM customers WHERE id = 1'],
    ['a subquery', 'SELECT a FROM (SELECT reverse(email) a FROM customers WHERE id = 1) s'],
    ['a view', 'SELECT address FROM contacts WHERE id = 1'],
    ['a whole row', 'SELECT customers FROM customers WHERE id = 1'],
    ['JSON of a row', 'SELECT row_to_json(c) FROM customers c WHERE id = 1'],
    ['an aggregate', 'SELECT string_agg(email, $$,$$) FROM customers'],
    ['a union', 'SELECT email FROM customers WHERE id = 1 UNION SELECT email FROM customers WHERE id = 1'],
  ])('masks %s', async (_, sql) => {
    await using(async (client) => {
      const { rows } = await client.query({ text: sql, rowMode: 'array' })
      expect(JSON.stringify(rows)).not.toMatch(/ada|moc|ADA|example/)
      expect(rows).toHaveLength(1)
    })
  })

  it('keeps types: a masked number is a number, NULL stays NULL, what is not masked is whole', async () => {
    await using(async (client) => {
      const { rows } = await client.query('SELECT id, email, note, salary FROM customers ORDER BY id')
      expect(rows[0]).toMatchObject({ id: 1, salary: '0.00' })
      expect(rows[0].note).not.toContain('4111')
      expect(rows[1]).toEqual({ id: 2, email: null, note: 'plain', salary: '0.00' })
    })
  })

  it('masks a prepared statement that is run again without being described', async () => {
    await using(async (client) => {
      const query = { name: 'mail', text: 'SELECT email FROM customers WHERE id = $1', values: [1] }
      await client.query(query)
      expect(JSON.stringify((await client.query(query)).rows)).not.toContain('ada')
    })
  })

  it('masks what errors and notices carry', async () => {
    await using(async (client) => {
      await expect(client.query('SELECT email::int FROM customers')).rejects.toMatchObject({
        code: '22P02',
        message: expect.not.stringContaining('ada'),
      })
    })
  })

  it('refuses COPY of samples of masked columns, and the session goes on', async () => {
    await using(async (client) => {
      const copy = client.query('COPY (SELECT * FROM pg_stats) TO STDOUT')
      await expect(copy).rejects.toMatchObject({ code: '42501' })
      expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    })
  })
})

describe('recording', () => {
  it('holds every statement before it ran, and what the client was sent', async () => {
    await using((client) => client.query('SELECT note FROM customers WHERE id = 1'))
    const events = gateway.events()
    const statement = events.findLast((event) => event.type === 'statement')
    expect(statement).toMatchObject({
      text: 'SELECT note FROM customers WHERE id = 1',
      decision: { effect: 'allow', rule: 'reads and inserts' },
    })
    const sent = Buffer.concat(
      events.flatMap((event) => (event.type === 'output' ? [event.payload] : [])),
    ).toString()
    expect(sent).toContain('call ')
    expect(sent).not.toMatch(/4111|ada@example/)
  })
})

describe('a console that is slow to open a session', () => {
  const signInTimeoutMs = 2000
  const rules = [rule('reads', 'allow', { verbs: ['read'] })]

  it('does not cost a client its connection that said in time who it is', async () => {
    const beforeOpening = () => setTimeout(signInTimeoutMs + 200)
    const slow = await startGateway(target, { rules }, { signInTimeoutMs, beforeOpening })
    const client = await slow.connect()
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await client.end()
    await slow.close()
  })

  it('is told of in words', async () => {
    const beforeOpening = () =>
      Promise.reject(new SallyportError('UNAVAILABLE', 'the console does not answer'))
    const broken = await startGateway(target, { rules }, { beforeOpening })
    await expect(broken.connect()).rejects.toMatchObject({
      code: '57P03',
      message: 'the console does not answer',
    })
    await broken.close()
  })
})

it('refuses what was approved when a rule denies it by then, and does not use the approval up', async () => {
  const policy = { rules: [rule('changes wait', 'hold', { verbs: ['drop'] })] }
  const changing = await startGateway(target, policy)
  const client = await changing.connect()
  const dropped = client.query('drop table orders').catch((error: unknown) => error)
  await changing.approvals.requested(1)
  const frozen = rule('frozen', 'deny', { verbs: ['drop'], message: 'Nothing is dropped today.' })
  policy.rules = [...policy.rules, frozen]
  await changing.approvals.settle('approval-1', { status: 'approved' })
  expect(await dropped).toMatchObject({
    code: '42501',
    message: 'denied by rule "frozen": Nothing is dropped today.',
  })
  expect(changing.approvals.consumed).toEqual([])
  expect(changing.approvals.cancelled).toEqual(['approval-1'])
  await client.end()
  await changing.close()
})

it('runs nothing by an approval that the console did not sign, and withdraws it', async () => {
  const forged = await startGateway(target, { rules: [rule('changes wait', 'hold', { verbs: ['drop'] })] })
  forged.approvals.sign = async () => 'forged'
  const client = await forged.connect()
  const dropped = client.query('drop table orders').catch((error: unknown) => error)
  await forged.approvals.requested(1)
  await forged.approvals.settle('approval-1', { status: 'approved' })
  expect(await dropped).toMatchObject({ code: '42501', message: expect.stringContaining('not signed') })
  expect(forged.approvals.cancelled).toEqual(['approval-1'])
  expect((await admin.query("SELECT to_regclass('orders') AS it")).rows[0]).toEqual({ it: 'orders' })
  await client.end()
  await forged.close()
})

it('keeps the signed receipt of an approval in the recording', async () => {
  const signing = await startGateway(target, { rules: [rule('changes wait', 'hold', { verbs: ['drop'] })] })
  await admin.query('CREATE TABLE receipted ()')
  const client = await signing.connect()
  signing.approvals.always = { status: 'approved' }
  await client.query('drop table receipted')
  await client.end()
  const steps = signing.events().filter((event) => event.type === 'approval')
  expect(steps.at(-1)).toMatchObject({ status: 'approved', receipt: expect.stringMatching(/^ey.*\..*\./) })
  await signing.close()
})

it('asks for another approval for the same statement inside a transaction', async () => {
  const inside = await startGateway(target, {
    rules: [rule('changes wait', 'hold', { verbs: ['drop'] })],
  })
  const client = await inside.connect()
  const drop = () => client.query('drop table orders').catch((error: unknown) => error)
  for (const count of [1, 2]) {
    const dropped = drop()
    await inside.approvals.requested(count)
    await inside.approvals.settle(`approval-${count}`, { status: 'rejected', reason: 'no' })
    await dropped
    if (count === 1) await client.query('begin')
  }
  const [outside, within] = inside.approvals.requests
  expect(within?.statement).toBe(outside?.statement)
  expect(within?.digest).not.toBe(outside?.digest)
  await client.end()
  await inside.close()
})
