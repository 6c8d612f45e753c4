import { encodeText } from '../text'
import { ELEMENTS, OID } from '../types'

/** What stands for any value of a type, in both of its wire formats. */
export interface FixedMask {
  readonly text: Uint8Array
  readonly binary: Uint8Array
}

function fixed(text: string, binary: Uint8Array): FixedMask {
  return { text: encodeText(text), binary }
}

const zeros = (length: number): Uint8Array => new Uint8Array(length)

const MICROSECONDS_PER_DAY = 86_400_000_000n
/** Binary dates and timestamps count from 2000-01-01. */
const DAYS_FROM_2000_TO_1970 = -10_957

function int32(value: number): Uint8Array {
  const bytes = zeros(4)
  new DataView(bytes.buffer).setInt32(0, value)
  return bytes
}

function int64(value: bigint): Uint8Array {
  const bytes = zeros(8)
  new DataView(bytes.buffer).setBigInt64(0, value)
  return bytes
}

const EPOCH = int64(BigInt(DAYS_FROM_2000_TO_1970) * MICROSECONDS_PER_DAY)
const EMPTY_RANGE = fixed('empty', Uint8Array.of(1))

export const FIXED: ReadonlyMap<number, FixedMask> = new Map([
  [OID.bool, fixed('f', zeros(1))],
  [OID.int2, fixed('0', zeros(2))],
  [OID.int4, fixed('0', zeros(4))],
  [OID.int8, fixed('0', zeros(8))],
  [OID.oid, fixed('0', zeros(4))],
  [OID.float4, fixed('0', zeros(4))],
  [OID.float8, fixed('0', zeros(8))],
  [OID.money, fixed('$0.00', zeros(8))],
  [OID.date, fixed('1970-01-01', int32(DAYS_FROM_2000_TO_1970))],
  [OID.timestamp, fixed('1970-01-01 00:00:00', EPOCH)],
  [OID.timestamptz, fixed('1970-01-01 00:00:00+00', EPOCH)],
  [OID.time, fixed('00:00:00', zeros(8))],
  [OID.timetz, fixed('00:00:00+00', zeros(12))],
  [OID.interval, fixed('00:00:00', zeros(16))],
  [OID.uuid, fixed('00000000-0000-0000-0000-000000000000', zeros(16))],
  [OID.bytea, fixed('\\x', zeros(0))],
  // Family 2 (IPv4), prefix length, whether it is a cidr, four bytes.
  [OID.inet, fixed('0.0.0.0', Uint8Array.of(2, 32, 0, 4, 0, 0, 0, 0))],
  [OID.cidr, fixed('0.0.0.0/0', Uint8Array.of(2, 0, 1, 4, 0, 0, 0, 0))],
  [OID.macaddr, fixed('00:00:00:00:00:00', zeros(6))],
  [OID.macaddr8, fixed('00:00:00:00:00:00:00:00', zeros(8))],
  [OID.varbit, fixed('', zeros(4))],
  [OID.pgLsn, fixed('0/0', zeros(8))],
  [OID.point, fixed('(0,0)', zeros(16))],
  [OID.tsvector, fixed('', zeros(4))],
  [OID.int4range, EMPTY_RANGE],
  [OID.int8range, EMPTY_RANGE],
  [OID.numrange, EMPTY_RANGE],
  [OID.daterange, EMPTY_RANGE],
  [OID.tsrange, EMPTY_RANGE],
  [OID.tstzrange, EMPTY_RANGE],
  // An array without dimensions: not even the number of elements is told.
  ...[...ELEMENTS].map(([array, element]): [number, FixedMask] => [
    array,
    fixed('{}', Uint8Array.of(...zeros(8), ...int32(element))),
  ]),
])
