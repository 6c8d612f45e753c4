import type { Operation } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { describeOperations } from './describe-operations'

const drop = { verb: 'drop', resource: 'shop.public.orders', conditions: [] } as const
const read = { verb: 'read', resource: 'shop.public.orders', conditions: [] } as const

const say = (operations: readonly Operation[], text: string) =>
  describeOperations(operations, text).map(({ words, resource, warning }) =>
    [words, resource, warning && `(${warning})`].filter(Boolean).join(' '),
  )

describe('describeOperations', () => {
  it('names what is dropped', () => {
    expect(say([drop], '/* hi */ dRoP /**/ TABLE orders')).toEqual(['Drops the table shop.public.orders'])
  })

  it('does not guess the kind when there is more than one DROP', () => {
    expect(say([drop], 'DROP VIEW x; DROP TABLE orders')).toEqual(['Drops shop.public.orders'])
  })

  it('is not led astray by a DROP in a comment or a string', () => {
    expect(say([drop], "-- DROP VIEW\nSELECT 'DROP VIEW x'; DROP TABLE orders")).toEqual([
      'Drops the table shop.public.orders',
    ])
  })

  it('says once what is done twice, and the dangerous first', () => {
    expect(say([read, read, drop], 'x')).toEqual(['Drops shop.public.orders', 'Reads shop.public.orders'])
  })

  it('warns of a change of every row', () => {
    const all = { verb: 'delete', resource: 'shop.public.orders', conditions: ['no-where'] } as const
    expect(say([all], 'DELETE FROM orders')).toEqual([
      'Deletes rows from shop.public.orders (every row: there is no WHERE)',
    ])
  })
})
