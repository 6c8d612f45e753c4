import { describe, expect, it } from 'vitest'
import { find } from '../../../test/find'

describe('email', () => {
  it.each([
    ['jane@example.com'],
    ['jane.doe+shop@mail.example.co.uk'],
    ['o\u0027brien_7@example.com'],
    ['jörg@müller.de'],
    ['用户@例子.中国'],
    ['user@xn--80ak6aa92e.com'],
    ['user@example.xn--p1ai'],
    ['a@b.co'],
    ['_service@example.com'],
    ['1234@example.com'],
    ['jane@1and1.com'],
  ])('finds %s', (address) => {
    expect(find(address, 'email')).toEqual([address])
    expect(find(`write to <${address}>, please`, 'email')).toEqual([address])
    expect(find(`${address}.`, 'email')).toEqual([address])
  })

  it.each([
    ['mailto:jane@example.com', 'jane@example.com'],
    ['https://example.com/?email=jane@example.com&x=1', 'jane@example.com'],
    ["'jane@example.com'", 'jane@example.com'],
    ['...jane@example.com...', 'jane@example.com'],
    ['“jane@example.com”', 'jane@example.com'],
    ['jane@example.com—today', 'jane@example.com'],
    ['jane@example.com。', 'jane@example.com'],
    ['jane@example.com.5', 'jane@example.com'],
    ['jane@example.com-', 'jane@example.com'],
    ['jane@example.com_old', 'jane@example.com'],
    ['a@b@example.com', 'b@example.com'],
    ['(1,jane@example.com,t)', 'jane@example.com'],
  ])('finds the address in %s', (text, address) => {
    expect(find(text, 'email')).toEqual([address])
  })

  it.each([
    ['jane\\u0040example.com'],
    ['jane\\\\u0040example\\u002ecom'],
    ['\\u006aane@example.com'],
    ['jane%40example.com'],
    ['jane&#64;example.com'],
    ['jane＠example．com'],
  ])('finds %s behind its escape', (text) => {
    expect(find(text, 'email')).toEqual([text])
  })

  it('finds every address of a list', () => {
    expect(find('a@example.com,b@example.com;c@example.com d@example.com', 'email')).toHaveLength(4)
  })

  it.each([
    ['jane@example'],
    ['jane@example.'],
    ['jane@localhost'],
    ['@example.com'],
    ['jane@'],
    ['jane @ example.com'],
    ['jane@.com'],
    ['jane@example..com'],
    ['jane@1.2.3.4'],
    ['left-pad@1.3.0'],
    ['@types/node'],
    ['icon@2x.png'],
    ['a***@***.com'],
    ['***@***'],
    ['x @> y'],
  ])('does not find anything in %s', (text) => {
    expect(find(text, 'email')).toEqual([])
  })
})
