import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { Client, type ClientOptions, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rule, startGateway, type TestGateway } from '../../testing/test-gateway'

// The official client, of both eras, before a real PostgreSQL.

const SCHEMA = `
  CREATE TABLE customers (id int PRIMARY KEY, email text, note text, balance numeric, since date, ok bool);
  INSERT INTO customers VALUES (1, 'ada@example.com', 'call 4111 1111 1111 1111', 12.50, '2026-01-02', true), (2, NULL, 'plain', 99, NULL, false);
  CREATE TABLE numbers (n int PRIMARY KEY);
  INSERT INTO numbers SELECT n FROM generate_series(1, 3000) n;
  CREATE TABLE hidden (id int);
  CREATE TABLE doomed (id int);`

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
      rule('reads and inserts', 'allow', { verbs: ['read', 'insert', 'configure'] }),
      rule('changes wait', 'hold', { verbs: ['drop', 'delete'], message: 'Somebody looks first.' }),
      rule('nothing hidden', 'deny', { resources: ['*.*.hidden'], message: 'Not yours.' }),
    ],
    maskingRules: [
      { ...masking, name: 'emails', columns: ['**.customers.email'], operator: 'redact' },
      { ...masking, name: 'anywhere', dataClass: 'card', detectors: ['card'], operator: 'redact' },
    ],
  })
})

afterAll(async () => {
  await gateway.close()
  await admin.end()
  await target.drop()
})

type Structured = Record<string, unknown>

async function connected(options: ClientOptions = {}, token = gateway.address.password) {
  const client = new Client({ name: 'test', version: '1' }, options)
  await client.connect(
    new StreamableHTTPClientTransport(gateway.mcpUrl, {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  )
  return client
}

async function using<T>(work: (client: Client) => Promise<T>, options?: ClientOptions): Promise<T> {
  const client = await connected(options)
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

async function callTool(client: Client, name: string, args: Structured, options = {}): Promise<Structured> {
  const { structuredContent } = await client.callTool({ name, arguments: args }, options)
  return structuredContent as Structured
}

const query = (sql: string, more: Structured = {}) =>
  using((client) => callTool(client, 'query', { connection: 'shop', sql, ...more }))

const ERAS = [
  ['2026-07-28', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
  ['2025', { versionNegotiation: { mode: 'legacy' } }],
] as const

describe.each(ERAS)('a client of %s', (_, options) => {
  it('is offered the tools, and none that answers an approval', async () => {
    const { tools } = await using((client) => client.listTools(), options)
    expect(tools.map(({ name }) => name).sort()).toEqual([
      'approval_status',
      'describe',
      'explain_policy',
      'list_connections',
      'query',
      'request_access',
    ])
  })

  it('runs a statement', async () => {
    const sql = 'select $1::int + 1 as two, $2::text as word'
    const answer = await using(
      (client) => callTool(client, 'query', { connection: 'shop', sql, parameters: [1, 'x'] }),
      options,
    )
    expect(answer).toMatchObject({
      status: 'done',
      columns: ['two', 'word'],
      rows: [[2, 'x']],
      result: '1 row',
    })
  })

  it('is told of a hold by progress at once, and then has the result', async () => {
    const told: string[] = []
    const before = gateway.approvals.requests.length
    const answer = using(
      (client) =>
        callTool(
          client,
          'query',
          { connection: 'shop', sql: 'delete from numbers where n = 3000' },
          { onprogress: ({ message }: { message?: string }) => told.push(message ?? '') },
        ),
      options,
    )
    await gateway.approvals.requested(before + 1)
    await expect
      .poll(() => told)
      .toContainEqual(expect.stringContaining('waiting for approval at http://console'))
    await gateway.approvals.settle(`approval-${before + 1}`, { status: 'approved' })
    expect(await answer).toMatchObject({ status: 'done', command: expect.stringMatching(/^DELETE [01]$/) })
  })

  it('withdraws a held statement that it cancels', async () => {
    const before = gateway.approvals.requests.length
    const controller = new AbortController()
    await using(async (client) => {
      const answer = callTool(
        client,
        'query',
        { connection: 'shop', sql: 'delete from doomed where id = 1' },
        { signal: controller.signal },
      )
      await gateway.approvals.requested(before + 1)
      controller.abort('changed my mind')
      await expect(answer).rejects.toThrow()
      await expect.poll(() => gateway.approvals.cancelled).toContain(`approval-${before + 1}`)
    }, options)
  })
})

describe('list_connections', () => {
  it('says who one is, and the connections that rules open', async () => {
    expect(await using((client) => callTool(client, 'list_connections', {}))).toMatchObject({
      you: 'agent',
      connections: [{ name: 'shop', protocol: 'postgres' }],
    })
  })
})

describe('describe', () => {
  it('lists what rules open, and says what one may do with it', async () => {
    const { relations } = await using((client) => callTool(client, 'describe', { connection: 'shop' }))
    expect(relations).toContainEqual({
      name: 'public.customers',
      kind: 'table',
      may: { read: 'allow', insert: 'allow', update: 'deny', delete: 'hold' },
    })
    expect(JSON.stringify(relations)).not.toContain('hidden')
  })

  it('says types, classes and what is masked, and never a value', async () => {
    const answer = await using((client) =>
      callTool(client, 'describe', { connection: 'shop', tables: ['customers'] }),
    )
    expect(answer).toMatchObject({
      relations: [
        {
          columns: expect.arrayContaining([
            { name: 'id', type: 'integer', nullable: false },
            { name: 'email', type: 'text', nullable: true, classes: ['email'], masked: true },
          ]),
        },
      ],
    })
    expect(JSON.stringify(answer)).not.toContain('ada@')
  })

  it('does not know what no rule opens', async () => {
    const hidden = (name: string) =>
      using((client) => callTool(client, 'describe', { connection: 'shop', tables: [name] }))
    const { message } = await hidden('hidden')
    expect(message).toBe('there is no table or view "hidden" that you may use')
    expect((await hidden('nowhere'))['message']).toBe('there is no table or view "nowhere" that you may use')
  })

  it('stands in the recording', async () => {
    expect(gateway.events()).toContainEqual(
      expect.objectContaining({ type: 'statement', text: '-- describe customers' }),
    )
  })
})

describe('query', () => {
  it('masks by column and by content, and says values as JSON has them', async () => {
    const answer = await query('select * from customers order by id')
    expect(answer).toMatchObject({
      rows: [
        [1, expect.stringContaining('*'), expect.stringContaining('call'), '12.50', '2026-01-02', true],
        [2, null, 'plain', '99', null, false],
      ],
    })
    expect(JSON.stringify(answer)).not.toMatch(/ada@example|4111/)
  })

  it('is recorded like any other session, under its protocol', async () => {
    const marker = 'select 42 as recorded'
    await query(marker)
    const events = gateway.events()
    expect(events).toContainEqual(expect.objectContaining({ type: 'session-start', protocol: 'mcp' }))
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'statement',
        text: marker,
        decision: expect.objectContaining({ effect: 'allow' }),
      }),
    )
  })

  it('gives a result by pages, each once, and says that there is more', async () => {
    await using(async (client) => {
      const sql = 'select n from numbers order by n'
      const first = await callTool(client, 'query', { connection: 'shop', sql, limit: 2 })
      expect(first).toMatchObject({
        rows: [[1], [2]],
        result: expect.stringMatching(/^rows 1 to 2 of the first 1000;/),
      })
      const next = { connection: 'shop', cursor: first['cursor'], limit: 3 }
      expect(await callTool(client, 'query', next)).toMatchObject({ rows: [[3], [4], [5]] })
      expect(await callTool(client, 'query', next)).toMatchObject({ status: 'failed', code: 'NOT_FOUND' })
    })
  })

  it('ends a session that nobody uses where another connection is asked for, and only so many are open', async () => {
    const places = Array.from({ length: 10 }, (_, at) => `shop-${at}`)
    for (const connection of places)
      expect(await query('select 1 as one', { connection })).toMatchObject({ rows: [[1]] })
    expect(await query('select 1 as one', { connection: places[0] })).toMatchObject({ rows: [[1]] })
  })

  it('lets no transaction outlive its call', async () => {
    await query('begin')
    await query('insert into numbers values (-1)')
    const { rows } = await admin.query('select n from numbers where n = -1')
    expect(rows).toHaveLength(1)
  })

  it("answers the target's own errors, with their position", async () => {
    expect(await query('select nothing from numbers')).toMatchObject({
      status: 'failed',
      code: '42703',
      position: 8,
    })
  })

  it.each([
    ['two statements', 'select 1; select 2'],
    ['what cannot be read', 'selec 1'],
    ['COPY', 'copy numbers to stdout'],
    ['COPY of what is sent', 'copy numbers from stdin'],
  ])('answers %s with an error, and the session goes on', async (_, sql) => {
    await using(async (client) => {
      const refused = await callTool(client, 'query', { connection: 'shop', sql })
      expect(refused['status']).not.toBe('done')
      expect(await callTool(client, 'query', { connection: 'shop', sql: 'select 1 as one' })).toMatchObject({
        rows: [[1]],
      })
    })
  })

  it('says of a denial what, which rule, and what would be allowed', async () => {
    const result = await using((client) =>
      client.callTool({ name: 'query', arguments: { connection: 'shop', sql: 'update numbers set n = 1' } }),
    )
    expect(result).toMatchObject({
      isError: true,
      structuredContent: {
        status: 'denied',
        what: expect.stringMatching(/^update on .*\.public\.numbers$/),
        rule: null,
        allowed: [
          expect.stringMatching(/^read, insert, configure on .*numbers$/),
          expect.stringMatching(/^delete, drop on .*numbers, after an approval$/),
        ],
      },
    })
    expect(await query('select * from hidden')).toMatchObject({
      status: 'denied',
      rule: 'nothing hidden',
      message: 'denied by rule "nothing hidden": Not yours.',
    })
  })

  it('says what is pending before the client gives up, and gives its result once when asked again', async () => {
    const before = gateway.approvals.requests.length
    const sql = 'drop table doomed'
    const pending = await query(sql, { wait_seconds: 0 })
    expect(pending).toMatchObject({ status: 'pending' })
    await gateway.approvals.requested(before + 1)
    const again = await query(sql, { wait_seconds: 0 })
    const link = `http://console/approvals/approval-${before + 1}`
    expect(again).toMatchObject({ status: 'pending', rule: 'changes wait', link })
    expect(await using((client) => callTool(client, 'approval_status', {}))).toMatchObject({
      statements: [{ sql, state: 'waiting', link }],
    })

    await gateway.approvals.settle(`approval-${before + 1}`, { status: 'approved' })
    expect(await query(sql)).toMatchObject({ status: 'done', command: 'DROP TABLE' })
    expect(gateway.approvals.requests).toHaveLength(before + 1)
    await query(sql, { wait_seconds: 0 })
    await gateway.approvals.requested(before + 2)
    await gateway.approvals.settle(`approval-${before + 2}`, { status: 'rejected', reason: 'once is enough' })
    expect(await query(sql)).toMatchObject({
      status: 'rejected',
      message: 'rejected by Alan: once is enough',
    })
  })

  it('gives what was approved to one of two that ask for it at once', async () => {
    const before = gateway.approvals.requests.length
    const sql = 'delete from numbers where n = 5'
    await query(sql, { wait_seconds: 0 })
    await gateway.approvals.requested(before + 1)
    await gateway.approvals.settle(`approval-${before + 1}`, { status: 'approved' })
    await using(async (client) => {
      await expect
        .poll(() => callTool(client, 'approval_status', {}))
        .toMatchObject({ statements: [{ sql, state: 'answered' }] })
    })
    const answers = await Promise.all([query(sql, { wait_seconds: 0 }), query(sql, { wait_seconds: 0 })])
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['done', 'pending'])
    await gateway.approvals.requested(before + 2)
    await gateway.approvals.settle(`approval-${before + 2}`, { status: 'rejected', reason: 'enough' })
    expect(await query(sql)).toMatchObject({ status: 'rejected' })
  })

  it('raises the same denied attempt to people, however it is worded', async () => {
    const attempts = [
      'select 1 from hidden',
      'select * from hidden',
      'table hidden',
      'select id from hidden h',
    ]
    for (const sql of [...attempts, 'select 2 from hidden']) await query(sql)
    expect(gateway.raised).toEqual([{ times: 6, what: expect.stringMatching(/^read on .*hidden$/) }])
  })
})

describe('request_access', () => {
  it('asks people, and says where they answer', async () => {
    const wanted = { connection: 'shop', verbs: ['update'], reason: 'why' }
    expect(await using((client) => callTool(client, 'request_access', wanted))).toMatchObject({
      status: 'pending',
      approval: 'access-1',
      link: 'http://console/approvals/why',
    })
    const approval = '3f0e2a38-0000-4000-8000-000000000000'
    expect(await using((client) => callTool(client, 'approval_status', { approval }))).toMatchObject({
      access: 'approved',
    })
  })

  it('cannot ask for what is not understood', async () => {
    const wanted = { connection: 'shop', verbs: ['unknown'], reason: 'why' }
    const { isError } = await using((client) =>
      client.callTool({ name: 'request_access', arguments: wanted }),
    )
    expect(isError).toBe(true)
  })
})

describe('explain_policy', () => {
  it('says whether a statement would run and why, and runs nothing', async () => {
    const before = gateway.approvals.requests.length
    const explain = (sql: string) =>
      using((client) => callTool(client, 'explain_policy', { connection: 'shop', sql }))
    expect(await explain('delete from numbers where n = 1')).toMatchObject({
      effect: 'hold',
      rule: { name: 'changes wait', message: 'Somebody looks first.' },
    })
    expect(await explain('select 1 from numbers')).toMatchObject({ effect: 'allow' })
    expect(await explain('selec')).toMatchObject({ status: 'failed', code: 'SYNTAX_ERROR' })
    expect(gateway.approvals.requests).toHaveLength(before)
  })
})

describe('the front door', () => {
  const post = (headers: Record<string, string>, body = '{}') =>
    fetch(gateway.mcpUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })

  it('says where tokens come from to whoever has none', async () => {
    const response = await post({})
    expect(response.status).toBe(401)
    const metadata = /resource_metadata="([^"]+)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1]
    expect(await (await fetch(metadata ?? '')).json()).toMatchObject({
      resource: gateway.mcpUrl.href,
      authorization_servers: ['http://console'],
    })
  })

  it('refuses a token that is none', async () => {
    const response = await post({ authorization: 'Bearer nonsense' })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  it.each(['http://evil.example', 'null', 'http://localhost.evil.example'])(
    'refuses the origin %s',
    async (origin) => {
      const authorization = `Bearer ${gateway.address.password}`
      expect((await post({ authorization, origin })).status).toBe(403)
    },
  )

  it('refuses another host', async () => {
    const socket = connect(Number(gateway.mcpUrl.port), '127.0.0.1')
    socket.end('POST /mcp HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}')
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 /)
  })

  it('refuses a body that is too large', async () => {
    const authorization = `Bearer ${gateway.address.password}`
    expect((await post({ authorization }, `"${'x'.repeat(3_000_000)}"`)).status).toBe(413)
  })

  it('lets nobody use a session of the protocol that another began', async () => {
    const authorization = `Bearer ${gateway.address.password}`
    const response = await post(
      { authorization, 'mcp-session-id': '3f0e2a38-0000-4000-8000-000000000000' },
      JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    )
    expect(response.status).toBe(404)
  })
})
