import { describe, expect, it } from 'vitest'
import { toCsv, toJson } from './export-result'

const text = (name: string) => ({ name, typeOid: 25 })

describe('toCsv', () => {
  it('tells NULL from an empty text', () => {
    expect(toCsv([text('a'), text('b')], [[null, '']])).toBe('"a","b"\r\n,""\r\n')
  })

  it.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', ' =1', '\r=cmd()'])('makes %j a text', (formula) => {
    expect(toCsv([text('a')], [[formula]])).toBe(`"a"\r\n"'${formula}"\r\n`)
  })

  it('leaves negative numbers as they are', () => {
    expect(toCsv([text('a')], [['-1.50'], ['-1e-7']])).toBe('"a"\r\n-1.50\r\n-1e-7\r\n')
  })

  it('doubles quotes, also in names', () => {
    expect(toCsv([text('a"b')], [['say "x",\ny']])).toBe('"a""b"\r\n"say ""x"",\ny"\r\n')
  })
})

describe('toJson', () => {
  it('keeps numbers that fit, and all others as they were written', () => {
    const columns = [
      { name: 'n', typeOid: 23 },
      { name: 'big', typeOid: 20 },
      { name: 'ok', typeOid: 16 },
      { name: 'f', typeOid: 701 },
    ]
    expect(JSON.parse(toJson(columns, [['-5', '9007199254740993', 't', 'NaN']]))).toEqual([
      { n: -5, big: '9007199254740993', ok: true, f: 'NaN' },
    ])
  })

  it('loses no column of the same name', () => {
    const columns = [text('a'), text('a'), text('a_2')]
    expect(JSON.parse(toJson(columns, [['1', null, '3']]))).toEqual([{ a: '1', a_2: null, a_2_2: '3' }])
  })
})
