import { describe, expect, it } from 'vitest'
import { find } from '../../../test/find'

describe('mac', () => {
  it.each([
    ['00:1A:2B:3C:4D:5E', 'eth0 00:1A:2B:3C:4D:5E up'],
    ['aa-bb-cc-dd-ee-ff', 'aa-bb-cc-dd-ee-ff'],
    ['aabb.ccdd.eeff', 'switch: aabb.ccdd.eeff.'],
  ])('finds %s in %s', (found, text) => {
    expect(find(text, 'mac')).toEqual([found])
  })

  it.each([
    '00:1A:2B:3C:4D',
    '00:1A:2B:3C:4D:5E:6F',
    '00:1A-2B:3C:4D:5E',
    'ZZ:ZZ:ZZ:ZZ:ZZ:ZZ',
    '550e8400-e29b-41d4-a716-446655440000',
    '2024-01-31 10:11:12',
  ])('finds nothing in %s', (text) => {
    expect(find(text, 'mac')).toEqual([])
  })
})
