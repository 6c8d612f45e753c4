import { describe, expect, it } from 'vitest'
import { find } from '../../../test/find'

describe('iban', () => {
  it.each([
    ['DE89370400440532013000', 'DE89370400440532013000'],
    ['GB82 WEST 1234 5698 7654 32', 'pay to GB82 WEST 1234 5698 7654 32, please'],
    ['NL91-ABNA-0417-1643-00', 'NL91-ABNA-0417-1643-00'],
    ['MT84MALT011000012345MTLCAST001S', '{"iban":"MT84MALT011000012345MTLCAST001S"}'],
    ['no9386011117947', 'no9386011117947'],
    ['DE89 37040044 0532013000', 'DE89 37040044 0532013000'],
  ])('finds %s in %s', (found, text) => {
    expect(find(text, 'iban')).toEqual([found])
  })

  it.each([
    'DE88370400440532013000',
    'DE8937040044053201300',
    'XX89370400440532013000',
    'ADE89370400440532013000',
    'GB82 WEST 1234 5698 7654 321',
  ])('finds nothing in %s', (text) => {
    expect(find(text, 'iban')).toEqual([])
  })
})
