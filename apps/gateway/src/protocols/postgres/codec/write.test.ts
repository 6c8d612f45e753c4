import { describe, expect, it } from 'vitest'
import { int16, int32 } from './write'

describe('numbers', () => {
  it.each([
    [-1, 'ffff'],
    [32_768, '8000'],
    [65_535, 'ffff'],
  ])('of two bytes are signed or unsigned: %d', (value, bytes) => {
    expect(int16(value).toString('hex')).toBe(bytes)
  })

  it.each([
    [-2, 'fffffffe'],
    [2_147_483_648, '80000000'],
    [4_294_967_295, 'ffffffff'],
  ])('of four bytes, such as an OID, too: %d', (value, bytes) => {
    expect(int32(value).toString('hex')).toBe(bytes)
  })
})
