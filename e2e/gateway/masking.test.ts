import { beforeAll, describe, expect, it } from 'vitest'
import { onTarget } from '../databases'
import { connectPg } from '../pg-client'
import { psql } from '../psql'

interface Customer {
  readonly id: number
  readonly email: string
  readonly phone: string | null
  readonly card_number: string | null
  readonly ssn: string | null
}

let real: readonly Customer[]
let secrets: readonly string[]
beforeAll(async () => {
  real = await onTarget<Customer>(
    'select id, email, phone, card_number, ssn from customers order by id limit 500',
  )
  secrets = real.flatMap(({ email, phone, card_number, ssn }) =>
    [email, phone, card_number, ssn].filter((value) => value !== null),
  )
})

const leaked = (text: string) => secrets.filter((secret) => text.includes(secret))

describe('what psql is shown', () => {
  it('has every value of the masked columns masked', async () => {
    const { code, stdout } = await psql('select * from customers order by id limit 500', { args: ['-At'] })
    expect(code).toBe(0)
    expect(stdout.split('\n').filter((line) => /^\d+\|/.test(line)).length).toBeGreaterThanOrEqual(500)
    expect(leaked(stdout)).toEqual([])
  })

  it.each([
    [
      'an alias',
      'select email as a, phone as b, card_number as c, ssn as d from customers order by id limit 500',
    ],
    ['a whole row', 'select c from customers c order by id limit 500'],
    ['JSON made of it', 'select row_to_json(c) from customers c order by id limit 500'],
    [
      'an expression',
      `select upper(email) || '', ssn || '!', card_number::numeric from customers order by id limit 500`,
    ],
    ['a view', 'select * from customer_contacts order by id limit 500'],
    ['a sub-select', 'select x.e from (select email as e, id from customers) x order by x.id limit 500'],
    ['COPY', 'copy (select * from customers order by id limit 500) to stdout'],
    [
      'a cursor',
      'begin; declare c cursor for select * from customers order by id limit 500; fetch all from c; commit',
    ],
  ])('is masked through %s', async (_, sql) => {
    const { stdout, stderr } = await psql(sql, { args: ['-At'] })
    const upper = secrets.map((secret) => secret.toUpperCase()).filter((secret) => stdout.includes(secret))
    expect([...leaked(stdout), ...leaked(stderr), ...upper]).toEqual([])
  })
})

describe('what node-postgres is given', () => {
  it('parses, with types as they are', async () => {
    const client = await connectPg()
    const { rows } = await client.query('select * from customers order by id limit 20')
    const salaries = await client.query('select salary, hired_on from employees order by id limit 5')
    await client.end()
    expect(rows).toHaveLength(20)
    expect(leaked(JSON.stringify(rows))).toEqual([])
    for (const row of rows) {
      expect(row.profile).toBeTypeOf('object')
      expect(row.tags).toBeInstanceOf(Array)
      expect(row.created_at).toBeInstanceOf(Date)
      expect(row.date_of_birth === null || row.date_of_birth instanceof Date).toBe(true)
    }
    for (const { salary, hired_on } of salaries.rows) {
      expect(Number(salary)).toBe(0)
      expect(hired_on).toBeInstanceOf(Date)
    }
  })

  it('is masked with parameters, prepared, and in binary', async () => {
    const client = await connectPg()
    const text = 'select id, email, phone, card_number, ssn from customers where id <= $1 order by id'
    const queries = [
      { text, values: [500] },
      { text, values: [500], name: 'again' },
      { text, values: [500], name: 'again' },
      { text, values: [500], binary: true },
    ]
    for (const query of queries) {
      const { rows } = await client.query(query)
      expect(rows).toHaveLength(500)
      expect(leaked(JSON.stringify(rows))).toEqual([])
    }
    await client.end()
  })
})
