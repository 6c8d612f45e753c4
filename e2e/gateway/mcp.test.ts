import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { beforeAll, describe, expect, it } from 'vitest'
import { isThere, makeTable } from '../held-table'
import { pendingApproval } from '../pending'
import { type Api, signIn } from '../person'
import { demoFile } from '../product'

// The official client against the running product.

let alan: Api
let rita: Api
beforeAll(async () => {
  alan = (await signIn('alan')).api
  rita = (await signIn('rita')).api
})

async function callTool(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { gateway, agent } = demoFile()
  const client = new Client({ name: 'e2e', version: '1' })
  const requestInit = { headers: { authorization: `Bearer ${agent.token}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(gateway.mcp), { requestInit }))
  try {
    const { structuredContent } = await client.callTool({ name, arguments: args })
    return structuredContent as Record<string, unknown>
  } finally {
    await client.close()
  }
}

const query = (sql: string, more = {}) => callTool('query', { connection: 'shop', sql, ...more })

describe('an agent that speaks MCP', () => {
  it('finds its connection, and what is masked there', async () => {
    expect(await callTool('list_connections', {})).toMatchObject({
      you: 'reporting-agent',
      connections: [{ name: 'shop', protocol: 'postgres', database: 'shop' }],
    })
    const answer = await callTool('describe', { connection: 'shop', tables: ['customers'] })
    expect(JSON.stringify(answer)).toContain('"name":"email"')
    expect(JSON.stringify(answer)).toContain('"classes":["email"],"masked":true')
  })

  it('sees masked values, and its session is there to be replayed', async () => {
    const answer = await query('select email, card_number, ssn from customers order by id limit 5')
    expect(answer).toMatchObject({ status: 'done', result: '5 rows' })
    expect(JSON.stringify(answer['rows'])).not.toMatch(
      /[a-z]{3,}@[a-z]+\.[a-z]+|\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{4}/,
    )
    await expect
      .poll(async () => {
        const { items } = await rita.sessions.list.query({ connection: 'shop' })
        return items.find(({ id }) => String(answer['session']).endsWith(id))
      })
      .toMatchObject({ protocol: 'mcp', identity: { name: 'reporting-agent' } })
  })

  it('waits for a person, and has the result once when it asks again', async () => {
    const table = await makeTable()
    const sql = `drop table ${table}`
    const pending = await query(sql, { wait_seconds: 2 })
    const id = await pendingApproval(alan, table)
    expect(pending).toMatchObject({
      status: 'pending',
      rule: 'Schema changes wait for an approver',
      link: `${demoFile().consoleUrl}/approvals/${id}`,
    })
    expect(await isThere(table)).toBe(true)
    await alan.approvals.decide.mutate({ id, verdict: 'approved' })
    expect(await query(sql)).toMatchObject({ status: 'done', command: 'DROP TABLE' })
    expect(await isThere(table)).toBe(false)
  })

  it('is told by which rule it is denied', async () => {
    expect(await query('delete from orders')).toMatchObject({
      status: 'denied',
      rule: 'No DELETE or UPDATE without WHERE',
      what: 'delete on shop.public.orders',
    })
  })

  it('asks for access, and people see it', async () => {
    const wanted = { connection: 'shop', verbs: ['grant'], reason: 'a view for the report' }
    const { approval } = await callTool('request_access', wanted)
    expect(await alan.approvals.get.query({ id: String(approval) })).toMatchObject({
      requesterName: 'reporting-agent',
      status: 'pending',
    })
  })
})
