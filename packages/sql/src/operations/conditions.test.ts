import { beforeAll, describe, expect, it } from 'vitest'
import { cpuTimeOf } from '../cpu-time.fixture'
import { analyse, loadParser } from '../index'
import { shop } from '../shop.fixture'

beforeAll(loadParser)

function conditionsOf(where: string): readonly string[] {
  const [statement] = analyse(`delete from public.orders o ${where}`, shop).statements
  return statement?.operations.find(({ verb }) => verb === 'delete')?.conditions ?? ['not a delete']
}

describe('a WHERE that chooses nothing', () => {
  it('is missing', () => {
    expect(conditionsOf('')).toEqual(['no-where'])
  })

  it.each([
    'true',
    "'t'::boolean",
    '1 = 1',
    '2 > 1',
    "'a' = 'a'",
    "'a' <> 'b'",
    'not false',
    'not (1 = 2)',
    'id = id',
    'o.id >= o.id',
    'id = 5 or true',
    'id = 5 or 1 = 1',
    'id > $1 or true',
    'true or id = $1',
    '$1 = id or (id is not null and 1 = 1 or true)',
    'true and (1 = 1 or id = 3)',
    'id is null or id is not null',
    'id = 1 or id <> 1',
    'id > 7 or id <= 7',
    'not (id = 1) or id = 1',
    "status like '%'",
    "status ilike '%%'",
    "status ~ ''",
    "status ~ '.*'",
    'id is not distinct from id',
    'id in (1, id, 2)',
    'now() is not null',
    "length('abc') = 3",
    "now() > '2000-01-01'",
    'random() >= 0',
    '$1 = 1',
    'current_user = current_user',
    '(null is null)',
    'id in (select id from public.orders)',
    'exists (select 1)',
    'exists (select from customers)',
    'true is true',
    'coalesce(true, false)',
    '1 in (1, 2)',
    'case when true then true end',
  ])('where %s', (where) => {
    expect(conditionsOf(`where ${where}`)).toEqual(['always-true'])
  })
})

describe('a WHERE that chooses rows', () => {
  it.each([
    'id = 1',
    'id = $1',
    'id > 0 and true',
    'id = 1 or status = $1',
    'id is not null',
    "status like 'a%'",
    "status not like '%'",
    'not (id = id)',
    'false',
    '1 = 2',
    'null',
    'id <> id',
    'id in (1, 2)',
    'id in (select customer_id from public.orders)',
    'id in (select id from customers)',
    'id in (select id from public.orders limit 1)',
    'id in (select id from public.orders where total > 1)',
    'exists (select 1 from customers c where c.id = o.customer_id)',
    'current of c',
    'true and false',
    'id = 1 and 1 = 1',
    'length(status) = 3',
    'case when id = 1 then true end',
  ])('where %s', (where) => {
    expect(conditionsOf(`where ${where}`)).toEqual([])
  })
})

it('also counts for UPDATE', () => {
  const [statement] = analyse('update public.orders set total = 0 where 1 = 1', shop).statements
  expect(statement?.operations[0]?.conditions).toEqual(['always-true'])
})

it('stays quick with a thousand alternatives', () => {
  const where = Array.from({ length: 400 }, (_, index) => `id = ${index}`).join(' or ')
  expect(cpuTimeOf(() => expect(conditionsOf(`where ${where}`)).toEqual([]))).toBeLessThan(500)
})
