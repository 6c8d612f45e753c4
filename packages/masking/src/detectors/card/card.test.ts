import { describe, expect, it } from 'vitest'
import { find } from '../../../test/find'

describe('card', () => {
  it.each([
    ['Visa', '4111111111111111'],
    ['Visa with 13 digits', '4222222222222'],
    ['Visa with 19 digits', '4131034282458809939'],
    ['Mastercard', '5555555555554444'],
    ['Mastercard, second range', '2223003122003222'],
    ['American Express', '378282246310005'],
    ['Discover', '6011111111111117'],
    ['Diners Club', '30569309025904'],
    ['JCB', '3530111333300000'],
    ['JCB with 15 digits', '213164126086955'],
    ['UnionPay', '6200000000000005'],
    ['Maestro with 12 digits', '675984103431'],
    ['in groups', '4111 1111 1111 1111'],
    ['with dashes', '4111-1111-1111-1111'],
    ['with dots', '4111.1111.1111.1111'],
    ['with no-break spaces', '4111\u00a01111\u00a01111\u00a01111'],
    ['in full-width digits', '４１１１１１１１１１１１１１１１'],
    ['American Express in groups', '3782 822463 10005'],
    ['Diners Club in groups', '3056 930902 5904'],
    ['Visa with 19 digits in groups', '4131 0342 8245 8809 939'],
  ])('finds %s: %s', (_, number) => {
    expect(find(number, 'card')).toEqual([number])
    expect(find(`card ${number}, exp 12/27`, 'card')).toEqual([number])
    expect(find(`{"n":"${number}"}`, 'card')).toEqual([number])
    expect(find(`id_${number}\t${number}`, 'card')).toEqual([number, number])
  })

  it('tells neighbours apart', () => {
    expect(find('4012888888881881 4012-8888-8888-1881 4012 8888 8888 1881', 'card')).toEqual([
      '4012888888881881',
      '4012-8888-8888-1881',
      '4012 8888 8888 1881',
    ])
    expect(find('order 12 4111 1111 1111 1111 12 27', 'card')).toEqual(['4111 1111 1111 1111'])
  })

  it.each([
    ['a wrong check digit', '4111111111111112'],
    ['no brand', '1234567812345670'],
    ['a length that the brand does not have', '41111111111111'],
    ['zeros', '0000000000000000'],
    ['a part of a longer number', '41111111111111110000'],
    ['a part of a word', 'x4111111111111111'],
    ['a part of a word', '4111111111111111x'],
    ['a fraction', '0.4111111111111111'],
    ['an integer part', '4111111111111111.25'],
    ['a UUID', '550e8400-e29b-41d4-a716-503897297114'],
    ['two kinds of separators', '4111-1111 1111-1111'],
    ['other groups', '41 11 11 11 11 11 11 11'],
    ['an IBAN', 'RS35 2600 0560 1001 6113 70'],
    ['a time in milliseconds', '1760000000000'],
    ['a mask', '****-****-****-1111'],
    ['a line break between', '4111 1111\n1111 1111'],
    ['tabs between', '4111\t1111\t1111\t1111'],
  ])('does not find %s: %s', (_, text) => {
    expect(find(text, 'card')).toEqual([])
  })
})
