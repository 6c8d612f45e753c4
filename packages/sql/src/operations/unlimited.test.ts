import { beforeAll, describe, expect, it } from 'vitest'
import { analyse, loadParser } from '../index'
import { shop } from '../shop.fixture'

beforeAll(loadParser)

const conditionsOf = (text: string) =>
  analyse(text, shop).statements.flatMap(({ operations }) =>
    operations.flatMap(({ conditions }) => conditions),
  )

describe('gives all rows that there are', () => {
  it.each([
    ['select * from customers'],
    ['select id from customers where id > 5 order by id'],
    ['select * from customers limit all'],
    ['select * from customers limit null'],
    ['select * from customers offset 5'],
    ['table customers'],
    ['select 1 from customers union all select 2 from employees limit all'],
    ['(select id from customers limit 5) union all select id from employees'],
    ['select status, count(*) from public.orders group by status'],
    ['select array_agg(ssn) from customers'],
    ['select count(*) over () from customers'],
    ['select * from (select * from customers) c'],
    ['select * from (select * from customers limit 5) c, employees'],
    ['with c as (select * from customers limit 5) select * from customers'],
    ['copy customers to stdout'],
    ['copy (select * from customers) to stdout'],
    ['prepare p as select * from customers'],
    ['declare c cursor for table customers'],
  ])('%s', (text) => {
    expect(conditionsOf(text)).toContain('no-limit')
  })
})

describe('gives a bounded number of rows, or none', () => {
  it.each([
    ['select * from customers limit 5'],
    ['select * from customers limit $1'],
    ['select * from customers fetch first 10 rows only'],
    ['select * from (select * from customers limit 5) c order by 1'],
    ['(select id from customers limit 5) union all (select id from employees limit 5)'],
    ['select id from customers union select id from employees limit 3'],
    ['select count(*), max(salary) from employees'],
    ['select 1'],
    ['values (1), (2)'],
    ['insert into public.orders select id from customers'],
    ['update customers set name = id::text where id = 1'],
    ['create table c as select * from customers'],
    ['select * into c from customers'],
    ['copy (select * from customers limit 5) to stdout'],
    ['copy customers from stdin'],
  ])('%s', (text) => {
    expect(conditionsOf(text)).not.toContain('no-limit')
  })
})

it('says of every operation that others come in the same message', () => {
  expect(conditionsOf('select 1; delete from customers')).toEqual([
    'several-statements',
    'no-where',
    'several-statements',
  ])
  expect(conditionsOf('select 1;')).toEqual([])
})

it('leaves texts of one shape alike, whatever their LIMIT is', () => {
  const [one, other] = ['select id from customers limit 5', 'select id from customers limit 6'].map((text) =>
    analyse(text, shop),
  )
  expect(one).toBe(other)
})
