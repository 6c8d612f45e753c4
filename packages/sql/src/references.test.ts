import { beforeAll, describe, expect, it } from 'vitest'
import { analyse, loadParser } from './index'
import { shop } from './shop.fixture'

beforeAll(loadParser)

describe('a reference', () => {
  it.each([
    ['prepare p as select 1', { kind: 'prepare', name: 'p' }],
    ['execute p(1)', { kind: 'execute', name: 'p' }],
    ['explain analyze execute p', { kind: 'execute', name: 'p' }],
    ['deallocate p', { kind: 'deallocate', name: 'p' }],
    ['deallocate all', { kind: 'deallocate', name: '' }],
    ['declare "C" cursor for select 1', { kind: 'declare', name: 'C' }],
    ['fetch 5 from c', { kind: 'fetch', name: 'c' }],
    ['move c', { kind: 'fetch', name: 'c' }],
    ['close c', { kind: 'close', name: 'c' }],
    ['close all', { kind: 'close', name: '' }],
    ['select 1', undefined],
    ['execute p(cleanup())', undefined],
    ['create table t as execute p', undefined],
  ])('of %s', (text, expected) => {
    expect(analyse(text, shop).statements[0]?.reference).toEqual(expected)
  })
})
