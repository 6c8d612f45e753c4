import { cstring, int16, int32, message } from '../protocols/postgres/codec/write'

/** Messages as they should be, of each side, for the fuzzing to damage. */

const column = (name: string, type: number) =>
  Buffer.concat([Buffer.from(cstring(name)), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)])
const row = Buffer.concat([int16(2), int32(1), Buffer.from('1'), int32(12), Buffer.from('ada@acme.com')])
const fields = 'SERROR\0VERROR\0C22012\0Mdivision by zero\0Dno value\0P12\0\0'

export const ROW_DESCRIPTION = message('T', int16(2), column('n', 23), column('t', 25))
export const DATA_ROW = message('D', row)
export const READY = message('Z', 'I')

export const OF_SERVER = [
  message('R', int32(0)),
  message('S', cstring('TimeZone'), cstring('UTC')),
  message('K', int32(4711), int32(815)),
  READY,
  ROW_DESCRIPTION,
  DATA_ROW,
  message('C', cstring('SELECT 1')),
  message('I'),
  message('E', fields),
  message('N', fields),
  message('A', int32(7), cstring('channel'), cstring('payload')),
  message('1'),
  message('2'),
  message('3'),
  message('n'),
  message('s'),
  message('t', int16(1), int32(23)),
  message('G', Buffer.from([0]), int16(1), int16(0)),
  message('H', Buffer.from([0]), int16(1), int16(0)),
  message('d', 'a\tada@acme.com\n'),
  message('c'),
  message('V', int32(4), int32(1)),
  message('v', int32(3 << 16), int32(1), cstring('_pq_.x')),
] as const

export const QUERY = message('Q', cstring('select n, t from things'))
export const SYNC = message('S')

export const OF_CLIENT = [
  QUERY,
  message('Q', cstring('')),
  message('Q', cstring('select 1; select 2')),
  message('Q', cstring('copy things from stdin')),
  message('P', cstring('s1'), cstring('select n, t from things where n = $1'), int16(1), int32(23)),
  message('P', cstring(''), cstring('select 1'), int16(0)),
  message('B', cstring('p1'), cstring('s1'), int16(1), int16(0), int16(1), int32(1), '7', int16(1), int16(0)),
  message('B', cstring(''), cstring(''), int16(0), int16(0), int16(0)),
  message('D', 'S', cstring('s1')),
  message('D', 'P', cstring('')),
  message('E', cstring(''), int32(0)),
  message('E', cstring('p1'), int32(10)),
  message('C', 'S', cstring('s1')),
  message('H'),
  SYNC,
  message('d', '1\ta\n'),
  message('c'),
  message('f', cstring('no more')),
  message('F', int32(952), int16(1), int16(1), int16(2), int32(4), int32(1), int32(4), int32(2), int16(1)),
] as const
