import { describe, expect, it } from 'vitest'
import { find } from '../../../test/find'

describe('ssn', () => {
  it.each([
    ['536-90-4399'],
    ['078 05 1123'],
    ['078.05.1123'],
    ['123-45-6789'],
    ['899-99-9999'],
    ['078‑05‑1123'],
  ])('finds %s', (number) => {
    expect(find(number, 'ssn')).toEqual([number])
    expect(find(`abc ${number} abc`, 'ssn')).toEqual([number])
    expect(find(`(1,${number},"x")`, 'ssn')).toEqual([number])
    expect(find(`ssn:${number}.`, 'ssn')).toEqual([number])
  })

  it.each([
    ['SSN 536904399', '536904399'],
    ['"ssn": "536904399"', '536904399'],
    ['{"ssn":536904399}', '536904399'],
    ['userSsn=536904399', '536904399'],
    ['ssn_last:536904399', '536904399'],
    ['Social Security Number: 536904399', '536904399'],
    ['social_security = 536904399', '536904399'],
    ['536904399 (SSN)', '536904399'],
    ['SSN 078-051123', '078-051123'],
    ['SSN 07805-1123', '07805-1123'],
    ['ITIN 987-65-4321', '987-65-4321'],
  ])('finds it beside a word: %s', (text, number) => {
    expect(find(text, 'ssn')).toEqual([number])
  })

  it.each([
    ['area 000', '000-12-3456'],
    ['area 666', '666-12-3456'],
    ['an area from 900', '900-12-3456'],
    ['group 00', '536-00-4399'],
    ['serial 0000', '078-05-0000'],
    ['nine digits alone', '536904399'],
    ['nine digits beside another word', 'className 536904399'],
    ['ten digits', 'ssn 0780511201'],
    ['two kinds of separators', '693-09.4444'],
    ['a part of a longer number', '1-536-90-4399'],
    ['a part of a longer number', '536-90-4399-1'],
    ['a part of a row of numbers', '12 078 05 1123'],
    ['a part of a word', 'x536-90-4399'],
    ['a phone number', '415-555-0132'],
    ['a date', '2024-05-1123'],
    ['a ZIP code', '12345-6789'],
    ['a mask', '***-**-6789'],
    ['tabs between', '536\t90\t4399'],
  ])('does not find %s: %s', (_, text) => {
    expect(find(text, 'ssn')).toEqual([])
  })

  it('wants an issued number beside the word too, but for the areas of taxpayer numbers', () => {
    expect(find('ssn 666-12-3456', 'ssn')).toEqual([])
    expect(find('ssn 000000000', 'ssn')).toEqual([])
  })
})
