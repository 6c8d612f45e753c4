import { cleanCells, numbers } from '../test/clean-cells'

/** One kind of data as the scanner meets it: each buffer is scanned on its own. */
export interface Corpus {
  readonly name: string
  /** MB per CPU-second to reach. */
  readonly goal: number
  readonly buffers: readonly Uint8Array[]
  /** Whether the buffers are chunks of DataRow messages. */
  readonly areRows?: boolean
}

const encoder = new TextEncoder()
const next = numbers(3)
const below = (limit: number) => Math.floor(next() * limit)
const pick = <T>(of: readonly T[]): T => of[below(of.length)] as T
const digits = (length: number) => Array.from({ length }, () => below(10)).join('')
const NAMES = ['jane', 'omar', 'li', 'zoe', 'ivan', 'noor', 'pat', 'kim']

/** About so many bytes of each kind, in the sizes in which they come. */
export function corpora(bytes: number): Corpus[] {
  return [
    { name: 'clean cells', goal: 200, buffers: upTo(bytes, cleanCells(20_000, 9)) },
    { name: 'personal data', goal: 80, buffers: upTo(bytes, Array.from({ length: 5_000 }, personal)) },
    { name: 'logs', goal: 100, buffers: chunksOf(bytes, logLine) },
    { name: 'JSON', goal: 250, buffers: chunksOf(bytes, jsonLine) },
    { name: 'DataRows', goal: 500, buffers: rowChunks(bytes), areRows: true },
    {
      name: 'hostile',
      goal: 10,
      buffers: HOSTILE.map((part) => encoder.encode(part.repeat(Math.ceil(65_536 / part.length)))),
    },
  ]
}

function upTo(bytes: number, cells: readonly string[]): Uint8Array[] {
  const encoded = cells.map((cell) => encoder.encode(cell))
  const size = encoded.reduce((sum, { length }) => sum + length, 0)
  return Array.from({ length: Math.max(1, Math.ceil(bytes / size)) }, () => encoded).flat()
}

function personal(): string {
  const name = pick(NAMES)
  return pick([
    () => `${name}.${pick(NAMES)}@example.com`,
    () => `+1 415 555 ${digits(4)}`,
    () => `536-90-${1000 + below(9000)}`,
    () => '4111 1111 1111 1111',
    () => 'DE89370400440532013000',
    () => `10.${below(256)}.${below(256)}.${below(256)}`,
    () => `${name} ${pick(NAMES)}`,
    () => `call ${name} at 415-555-${digits(4)} or ${name}@example.org`,
    () => `19${60 + below(40)}-0${1 + below(9)}-1${below(10)}`,
  ])()
}

function chunksOf(bytes: number, line: () => string): Uint8Array[] {
  const text = Array.from({ length: 2_000 }, line).join('\n')
  const chunk = encoder.encode(text).subarray(0, 65_536)
  return Array.from({ length: Math.ceil(bytes / chunk.length) }, () => chunk)
}

function logLine(): string {
  const time = `2024-0${1 + below(9)}-1${below(10)}T1${below(10)}:2${below(10)}:3${below(10)}.${digits(3)}Z`
  return pick([
    () =>
      `${time} INFO  [http-${below(20)}] GET /api/orders/${digits(6)} 200 ${below(900)}ms trace=${hex(16)}`,
    () =>
      `${time} DEBUG [worker-${below(8)}] picked job ${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)} after ${below(99)} tries`,
    () => `${time} WARN  [db] slow statement: select * from orders where id = ${digits(5)} (${digits(4)} ms)`,
    () => `${time} ERROR [mail] could not deliver: connection reset, retry ${below(5)} of 5`,
    () => `${time} INFO  [net] accepted from 10.${below(256)}.${below(256)}.${below(256)}:${digits(5)}`,
  ])()
}

function jsonLine(): string {
  return JSON.stringify({
    id: below(100_000),
    state: pick(['open', 'paid', 'shipped']),
    product: {
      title: 'Oak table with drawers and a wide top',
      colour: 'natural',
      description: 'Made of solid oak, oiled by hand and shipped flat',
    },
    tags: ['kitchen', 'large', 'wood'],
    price: below(900) + 0.5,
    at: `2024-0${1 + below(9)}-1${below(10)}T10:20:30Z`,
  })
}

function hex(length: number): string {
  return Array.from({ length }, () => below(16).toString(16)).join('')
}

const HOSTILE = [
  'a@',
  'a.a@',
  '12-',
  '1.1.1.',
  '+1(2)',
  '4111 ',
  ':',
  'a:',
  'eyJ',
  'AA11 ',
  'key:key:',
  'password',
  '\\u0040',
  'token=',
  '-----BEGIN ',
  'é',
  '123-45-',
]

/** id int4, a title, a state, a price, a date, a note: as text. */
function rowChunks(bytes: number): Uint8Array[] {
  const rows: Buffer[] = []
  for (let size = 0; size < 65_536; size += rows.at(-1)?.length ?? 0) {
    rows.push(
      row([
        String(below(100_000)),
        pick(['Oak table with drawers', 'Blue chair', 'Garden lamp, solar', 'Kitchen shelf of pine']),
        pick(['open', 'paid', 'shipped']),
        `${below(900)}.50`,
        `2024-0${1 + below(9)}-1${below(10)}`,
        pick(['ships in two days with the next lorry', 'gift', 'leave it with the neighbours please', '']),
      ]),
    )
  }
  const chunk = new Uint8Array(Buffer.concat(rows))
  return Array.from({ length: Math.ceil(bytes / chunk.length) }, () => chunk)
}

function row(cells: readonly string[]): Buffer {
  const body = cells.map((cell) => {
    const value = Buffer.from(cell)
    const length = Buffer.alloc(4)
    length.writeInt32BE(value.length)
    return Buffer.concat([length, value])
  })
  const header = Buffer.alloc(7)
  header.write('D')
  header.writeInt32BE(
    body.reduce((sum, { length }) => sum + length, 6),
    1,
  )
  header.writeInt16BE(cells.length, 5)
  return Buffer.concat([header, ...body])
}
