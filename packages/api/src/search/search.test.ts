import type { Operation } from '@sallyport/core'
import type { RecordedEvent } from '@sallyport/recording'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Console } from '../testing/console'
import { TestOrganization, testConsole } from '../testing/console'
import { recordEvents, recordTogether } from '../testing/recorded'
import { openStory, type Story } from '../testing/story'
import { csvLine } from './csv'
import { openStatementExport } from './export-statements'
import { findStatements } from './find-statements'
import { indexStatements } from './index-statements'
import type { SearchStatements, StatementFilter } from './schema'

type Input = Omit<SearchStatements, 'cursor'> & { readonly cursor?: string }

let organization: TestOrganization
let story: Story
let reviewer: Console

const DAY = 86_400_000
const AT = Date.UTC(2026, 2, 10, 12)

interface Said {
  readonly text: string
  readonly operations: readonly Operation[]
  readonly effect?: 'allow' | 'hold' | 'deny'
  readonly rule?: string | null
  readonly rows?: number
  readonly code?: string
  readonly at?: number
  readonly bytes?: number
}
const operation = (verb: Operation['verb'], resource: string, columns?: readonly string[]): Operation => ({
  verb,
  resource,
  conditions: [],
  ...(columns && { columns }),
})

function eventsOf(said: readonly Said[]): RecordedEvent[] {
  return said.flatMap(({ text, operations, effect = 'allow', rule = 'reads', ...outcome }, index) => {
    const { rows = 1, code, at = AT + index * 1000, bytes = 10 } = outcome
    const statement = index + 1
    return [
      { type: 'statement', at, statement, text, operations, decision: { effect, rule, message: '' } },
      ...(effect === 'hold'
        ? ([
            { type: 'approval', at, statement, approvalId: 'a', status: 'requested' },
            { type: 'approval', at, statement, approvalId: 'a', status: 'approved', by: 'Alan' },
          ] as const)
        : []),
      { type: 'output', at: at + 1, statement, rows, masked: 0, payload: new Uint8Array(bytes) },
      {
        type: 'statement-end',
        at: at + 5,
        statement,
        status: code ? 'failed' : 'done',
        rows,
        ...(code && { code }),
      },
    ] satisfies RecordedEvent[]
  })
}

const EMAILS = operation('read', 'shop.public.customers', ['id', 'email'])
const SAID: readonly Said[] = [
  {
    text: "SELECT id, email FROM customers WHERE email = 'ada@example.com'",
    operations: [EMAILS],
    rows: 12_345,
  },
  {
    text: 'SELECT total FROM orders -- "Zebra_Crossing" 100%',
    operations: [operation('read', 'shop.public.orders', ['total'])],
  },
  {
    text: "UPDATE customers SET email = 'x'",
    operations: [operation('update', 'shop.public.customers', ['email'])],
  },
  {
    text: 'DROP TABLE orders',
    operations: [operation('drop', 'shop.public.orders')],
    effect: 'hold',
    rule: 'no drops',
  },
  {
    text: 'DELETE FROM Orders',
    operations: [operation('delete', 'shop.public.orders')],
    effect: 'deny',
    rule: null,
  },
  {
    text: 'SELECT audit.wipe()',
    operations: [operation('execute', 'shop.audit.wipe')],
    code: '23505',
    bytes: 5000,
  },
]

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  story = await openStory(organization)
  await organization.as(story.admin).maskingRules.create({
    name: 'emails',
    columns: ['**.customers.email'],
    dataClass: 'email',
    operator: 'redact',
    detectors: [],
  })
  await recordEvents(story, eventsOf(SAID))
  reviewer = organization.as(await organization.person('reviewer'))
})

const numbers = async (input: Input, as = reviewer) =>
  (await as.statements.search(input)).items.map(({ number }) => number)

describe('a search over statements', () => {
  it.each<[string, Input, number[]]>([
    ['nothing: all of them, the newest first', {}, [6, 5, 4, 3, 2, 1]],
    ['a word in any case', { search: 'ORDERS' }, [5, 4, 2]],
    ['several words, in any order', { search: 'orders total' }, [2]],
    ['a part of a word, with what LIKE understands meaning itself', { search: 'bra_Cro' }, [2]],
    ['… and not as a wildcard', { search: 'bra%ing' }, []],
    ['a phrase', { search: '"from orders"' }, [5, 2]],
    ['something short', { search: 'x' }, []],
    ['something short that is there', { search: '--' }, [2]],
    ['a table by its name', { table: 'Orders' }, [5, 4, 2]],
    ['a table by its whole name', { table: 'shop.public.orders' }, [5, 4, 2]],
    ['a table that is not that of another schema', { table: 'audit.orders' }, []],
    ['a verb', { verb: 'update' }, [3]],
    ['a verb on a table', { verb: 'read', table: 'orders' }, [2]],
    ['a column', { column: 'email' }, [3, 1]],
    ['a column that was read', { column: 'customers.email', access: 'read' }, [1]],
    ['a column that was filled', { column: 'public.customers.email', access: 'fill' }, [3]],
    ['a function', { function: 'audit.wipe' }, [6]],
    ['a data class that was read', { dataClass: 'email', access: 'read' }, [1]],
    ['what was held', { effect: 'hold' }, [4]],
    ['a rule', { rule: 'no drops' }, [4]],
    ['how it was approved', { approval: 'approved', approver: 'alan' }, [4]],
    ['an error', { error: '23505' }, [6]],
    ['a class of errors', { error: '23' }, [6]],
    ['many rows', { minRows: 12_345 }, [1]],
    ['more rows than there were', { minRows: 12_346 }, []],
    ['many bytes', { minBytes: 5000 }, [6]],
    ['a time', { from: new Date(AT + 1000), to: new Date(AT + 3000) }, [3, 2]],
    ['where it comes from', { origin: 'autonomous-agent', table: 'orders' }, [5, 4, 2]],
    ['where none comes from', { origin: 'person' }, []],
    ['all at once', { search: 'drop', table: 'orders', verb: 'drop', effect: 'hold', kind: 'agent' }, [4]],
  ])('by %s', async (_, input, expected) => {
    expect(await numbers(input)).toEqual(expected)
  })

  it('finds the same by walking and in the index', async () => {
    const { organizationId } = story.admin
    const { conditionsOf } = await import('./conditions')
    const search = {
      organizationId,
      from: null,
      to: null,
      ...conditionsOf(organizationId, { table: 'orders' }, null),
    }
    const { items } = await findStatements(organization.db, search, undefined, 10)
    const walked = items.map(({ number }) => number)
    const indexed = await findStatements(organization.db, search, undefined, 10, { walk: 0, most: 1 })
    expect(indexed.items.map(({ number }) => number)).toEqual(walked)
  })

  it('never shows the value of a masked column, and does not find it', async () => {
    const { items } = await reviewer.statements.search({ column: 'email' })
    expect(items[1]?.text).toBe("SELECT id, email FROM customers WHERE email = '***'")
    expect(await numbers({ search: 'ada@example.com' })).toEqual([])
  })

  it('goes on page by page, without gap or repetition', async () => {
    const said = Array.from({ length: 130 }, (_, at) => ({
      text: `SELECT ${at} AS paged`,
      operations: [],
      at: AT - DAY, // all at once
    }))
    const other = await openStory(organization)
    await recordTogether(other, eventsOf(said))
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const page = await reviewer.statements.search({ search: 'paged', ...(cursor && { cursor }) })
      seen.push(...page.items.map(({ number }) => number))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toEqual(Array.from({ length: 130 }, (_, at) => 130 - at))
  })

  it('shows an engineer their own agents’ statements and nobody else’s', async () => {
    expect(await numbers({ search: 'orders' }, organization.as(story.owner))).toEqual([5, 4, 2])
    const stranger = await organization.person('engineer')
    expect(await numbers({}, organization.as(stranger))).toEqual([])
    expect((await organization.as(stranger).statements.readers({})).items).toEqual([])
  })

  it('is itself recorded, once for each search', async () => {
    const person = await organization.person('reviewer')
    const api = organization.as(person)
    for (const search of ['first thing', 'first thing', 'second thing'])
      await api.statements.search({ search })
    const rows = await organization.db.auditEvent.findMany({
      where: { actorId: person.id },
      orderBy: { at: 'asc' },
    })
    expect(rows.map(({ action, detail }) => [action, detail])).toEqual([
      ['statement.search', { search: 'first thing' }],
      ['statement.search', { search: 'second thing' }],
    ])
  })

  it('finds statements of before the index, when they were put into it', async () => {
    const where = { sessionId: story.sessionId }
    await organization.db.statement.updateMany({ where, data: { organizationId: null, terms: [] } })
    expect(await numbers({ table: 'orders' })).toEqual([])
    while ((await indexStatements(organization.db)) > 0);
    expect(await numbers({ table: 'orders' })).toEqual([5, 4, 2])
    expect(await numbers({ effect: 'hold', table: 'orders' })).toEqual([4])
    expect(await numbers({ error: '23505' })).toEqual([6])
  })
})

describe('who read it', () => {
  it('names everybody once, the last first', async () => {
    const { items, isWhole } = await reviewer.statements.readers({
      column: 'customers.email',
      access: 'read',
    })
    expect(isWhole).toBe(true)
    expect(items).toMatchObject([{ id: story.agent.id, statements: 1, number: 1, lastAt: new Date(AT) }])
  })
})

describe('a saved search', () => {
  it('is one’s own until it is shared, and only its owner changes it', async () => {
    const [one, other] = [await organization.person('reviewer'), await organization.person('reviewer')]
    const own = organization.as(one)
    const { id } = await own.statements.save({ name: 'drops', query: 'verb=drop' })
    await expect(own.statements.save({ name: 'drops', query: '' })).rejects.toThrow(
      'saved search of this name',
    )
    const names = async (api: Console) => (await api.statements.saved()).items.map(({ name }) => name)
    expect(await names(organization.as(other))).toEqual([])
    await own.statements.share({ id, isShared: true })
    expect(await names(organization.as(other))).toEqual(['drops'])
    await expect(organization.as(other).statements.removeSaved({ id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await own.statements.removeSaved({ id })
    expect(await names(own)).toEqual([])
  })
})

describe('an export as CSV', () => {
  it('has what the search finds, and is written down', async () => {
    const person = await organization.person('reviewer')
    const filter: StatementFilter = { table: 'orders' }
    const lines: string[] = []
    for await (const line of await openStatementExport(organization.db, person, filter)) lines.push(line)
    expect(lines.join('').split('\r\n')).toHaveLength(1 + 3 + 1)
    expect(lines.join('')).toContain('"DROP TABLE orders"')
    expect(
      await organization.db.auditEvent.count({ where: { actorId: person.id, action: 'statement.export' } }),
    ).toBe(1)
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =cmd'])('makes no formula of %j', (text) => {
    expect(csvLine([text])).toBe(`"'${text}"\r\n`)
  })

  it('keeps quotes, commas and line breaks', () => {
    expect(csvLine(['a "b", c\nd', 5])).toBe('"a ""b"", c\nd",5\r\n')
  })

  it('is refused to who may see no session', async () => {
    const approver = await organization.person('approver')
    await expect(openStatementExport(organization.db, approver, {})).rejects.toThrow('session:read')
  })
})
