import { DETECTOR_CLASSES } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { numbers } from '../../test/clean-cells'
import { compileDetection } from '../detectors/detection'
import type { MaskStream } from './mask-stream'
import { TerminalStream } from './terminal-stream'
import { TextStream } from './text-stream'

const detection = compileDetection(DETECTOR_CLASSES)
const encoder = new TextEncoder()
const decoder = new TextDecoder()

function masked(stream: MaskStream, ...chunks: readonly Uint8Array[]): string {
  const parts = [...chunks.map((chunk) => stream.push(chunk)), stream.flush()]
  return decoder.decode(Buffer.concat(parts))
}

const KEY = `-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n${'q8Xz1'.repeat(30)}\n-----END RSA PRIVATE KEY-----`
const FILLER = 'a chair of oak, and a table with it; '
const texts = {
  lines: `id,mail\n1,jane@example.com\n2,"Oak, blue"\n3,4111 1111 1111 1111\nssn 536-90-4399\n`,
  'a key': `before\n${KEY}\nafter, jane@example.com\n`,
  'two keys, and one without an end': `${KEY}\n${KEY}\nx\n-----BEGIN PRIVATE KEY-----\nMIIE\n`,
  'a long line': `${FILLER.repeat(3_000)}jane@example.com ${FILLER.repeat(1_800)}4111111111111111 ${FILLER.repeat(900)}`,
  'a long line without separators': `${'abcdefgh'.repeat(9_000)}@example.com${'-x-'.repeat(30_000)}`,
  'values over the end of a part': `${'x'.repeat(57_330)} jane.miller@example.com ${'y '.repeat(40_000)}call 415-555-0132`,
}

/** Cuts at random places. */
function cut(bytes: Uint8Array, next: () => number): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(next() * (next() < 0.5 ? 8 : 40_000))
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return chunks
}

describe('however the input is cut, the output is the same', () => {
  const terminal = `\u001b[2J\u001b[31mjane@exa\u001b[0mmple.com\r\n\u001b]0;jane@example.com\u0007$ \u001b[1;1Hé 4111111111111111\b ${FILLER}\n`
  const makers: readonly [string, () => MaskStream, string][] = [
    ...Object.entries(texts).map(([name, text]): [string, () => MaskStream, string] => [
      name,
      () => new TextStream(detection),
      text,
    ]),
    [
      'JSON',
      () => new TextStream(detection, { syntax: 'json' }),
      JSON.stringify({ a: texts, n: 4111111111111111 }),
    ],
    ['a terminal', () => new TerminalStream(detection), terminal.repeat(3)],
  ]
  it.each(makers)('%s', (_, make, text) => {
    const bytes = encoder.encode(text)
    const whole = masked(make(), bytes)
    const next = numbers(5)
    for (let round = 0; round < 12; round++) expect(masked(make(), ...cut(bytes, next))).toBe(whole)
    if (bytes.length > 2_000) return
    for (let at = 0; at <= bytes.length; at++)
      expect(masked(make(), bytes.subarray(0, at), bytes.subarray(at))).toBe(whole)
  })
})

describe('TextStream', () => {
  const mask = (text: string, syntax: 'text' | 'json' = 'text') =>
    masked(new TextStream(detection, { syntax }), encoder.encode(text))

  it.each([
    [texts.lines, 'id,mail\n1,***\n2,"Oak, blue"\n3,***\nssn ***\n'],
    [texts['a key'], 'before\n***\nafter, ***\n'],
    [`${KEY} and jane@example.com`, '*** and ***'],
    [texts['two keys, and one without an end'], '***\n***\nx\n***'],
  ])('masks what it finds in %j', (text, expected) => {
    expect(mask(text)).toBe(expected)
  })

  it('finds values wherever they are in a long line, and leaves the rest', () => {
    const long = texts['a long line']
    expect(mask(long)).toBe(long.replace('jane@example.com', '***').replace('4111111111111111', '***'))
    const over = texts['values over the end of a part']
    expect(mask(over)).toBe(over.replace('jane.miller@example.com', '***').replace('415-555-0132', '***'))
  })

  it('lets what is whole go at once, and holds back the rest', () => {
    const stream = new TextStream(detection)
    expect(decoder.decode(stream.push(encoder.encode('a chair\njane@exam')))).toBe('a chair\n')
    expect(decoder.decode(stream.push(encoder.encode('ple.com\n')))).toBe('***\n')
  })

  it('keeps JSON valid where a key is cut off', () => {
    const value = { a: `-----BEGIN PRIVATE KEY-----\nMIIE${'x'.repeat(90_000)}`, b: 1, c: 'jane@example.com' }
    expect(JSON.parse(mask(JSON.stringify(value), 'json'))).toMatchObject({ b: 1, c: '***' })
    const short = { a: '-----BEGIN PRIVATE KEY-----\nMIIE', b: 1 }
    expect(mask(JSON.stringify(short), 'json')).toBe('{"a":"***","b":1}')
  })

  it('keeps JSON valid: numbers become null, in strings that hold JSON too', () => {
    const value = { card: 4111111111111111, 'n.': ['jane@example.com', 5555555555554444] }
    const shown = { card: null, 'n.': ['***', null] }
    expect(mask(JSON.stringify(value), 'json')).toBe(JSON.stringify(shown))
    expect(mask(JSON.stringify({ nested: JSON.stringify(value) }), 'json')).toBe(
      JSON.stringify({ nested: JSON.stringify(shown) }),
    )
    const long = Array.from({ length: 6_000 }, (_, id) => ({
      id,
      mail: `p${id}@example.com`,
      card: 4111111111111111,
    }))
    expect(JSON.parse(mask(JSON.stringify(long), 'json'))).toEqual(
      long.map(({ id }) => ({ id, mail: '***', card: null })),
    )
  })
})

describe('TerminalStream', () => {
  const mask = (text: string) => masked(new TerminalStream(detection), encoder.encode(text))

  it.each([
    ['stars, as many as there were characters', 'to jane@example.com.\r\n', 'to ****************.\r\n'],
    ['characters of two bytes count once', 'élise@example.com|\n', '*****************|\n'],
    [
      'colours in the midst of a value stay',
      '\u001b[31mjane@exa\u001b[0mmple.com\n',
      '\u001b[31m********\u001b[0m********\n',
    ],
    ['titles are looked at', '\u001b]0;jane@example.com\u0007ls\n', '\u001b]0;****************\u0007ls\n'],
    ['what is moved to stands elsewhere', 'jane@\u001b[5;5Hexample.com\n', 'jane@\u001b[5;5Hexample.com\n'],
    [
      'sequences are left as they are',
      '\u001b[?1049h\u001b(B\u001b[1;31m$ \u001b[K',
      '\u001b[?1049h\u001b(B\u001b[1;31m$ \u001b[K',
    ],
  ])('%s', (_, text, expected) => {
    expect(mask(text)).toBe(expected)
  })

  it('shows a prompt when it is asked to, and not before', () => {
    const stream = new TerminalStream(detection)
    expect(decoder.decode(stream.push(encoder.encode('password: ')))).toBe('')
    expect(decoder.decode(stream.flush())).toBe('password: ')
  })

  it('holds back no more than a line’s length', () => {
    const stream = new TerminalStream(detection)
    expect(stream.push(encoder.encode('x'.repeat(5_000))).length).toBe(4_096)
    expect(stream.push(encoder.encode(`\u001b]${'x'.repeat(9_000)}`)).length).toBeGreaterThan(4_096)
  })
})
