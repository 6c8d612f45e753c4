import { describe, expect, it } from 'vitest'
import { decodeOpening, targetParameters } from './startup'

function packet(version: number, ...strings: string[]): Buffer {
  const body = Buffer.from(strings.map((text) => `${text}\0`).join(''))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.writeUInt32BE(version, 4)
  return Buffer.concat([head, body])
}
const startup = (...strings: string[]) => packet(0x30000, ...strings, '')

describe('decodeOpening', () => {
  it('waits for the whole packet and says how long it was', () => {
    const bytes = startup('user', 'ada', 'database', 'shop')
    for (let length = 0; length < bytes.length; length++)
      expect(decodeOpening(bytes.subarray(0, length))).toBeNull()
    expect(decodeOpening(Buffer.concat([bytes, Buffer.from('more')]))?.size).toBe(bytes.length)
  })

  it.each([
    ['SSLRequest', packet(80877103), 'ssl'],
    ['GSSENCRequest', packet(80877104), 'gss'],
    ['CancelRequest', packet(80877102, 'abcdefg'), 'cancel'],
    ['StartupMessage', startup('user', 'ada'), 'startup'],
  ])('knows %s', (_, bytes, kind) => {
    expect(decodeOpening(bytes)?.opening.kind).toBe(kind)
  })

  it.each([
    [
      'a parameter given twice, of which PostgreSQL would take the last',
      startup('user', 'ada', 'user', 'root'),
      'twice',
    ],
    ['bytes after the end', Buffer.concat([startup('user', 'ada')]).fill(14, 3, 4), 'ends|after|end'],
    ['protocol 2', packet(0x20000, 'x'), 'protocol 2.0'],
    ['a length that is too small', Buffer.from([0, 0, 0, 7, 0, 3, 0, 0]), 'invalid length'],
    ['a length that is too large', Buffer.from([0, 1, 0, 0, 0, 3, 0, 0]), 'invalid length'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeOpening(bytes)).toThrow(new RegExp(message))
  })
})

describe('targetParameters', () => {
  it('keeps harmless settings, drops who and where, and pins the encoding', () => {
    const sent = new Map([
      ['user', 'root'],
      ['database', 'postgres'],
      ['client_encoding', 'SJIS'],
      ['application_name', 'psql'],
      ['options', '-c statement_timeout=5s --TimeZone=Europe/Berlin'],
    ])
    expect(Object.fromEntries(targetParameters(sent))).toEqual({
      client_encoding: 'UTF8',
      standard_conforming_strings: 'on',
      application_name: 'psql',
      statement_timeout: '5s',
      TimeZone: 'Europe/Berlin',
    })
  })

  it.each([
    ['replication', 'true'],
    ['search_path', 'evil'],
    ['options', '-c search_path=evil'],
    ['options', '-c\\ role=postgres'],
    ['options', '-crole=postgres'],
    ['options', '--session-authorization=postgres'],
    ['options', '-W 5'],
  ])('refuses %s = %s', (name, value) => {
    expect(() => targetParameters(new Map([[name, value]]))).toThrow('not allowed')
  })
})
