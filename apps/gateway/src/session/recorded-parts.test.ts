import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { recordedParts } from './recorded-parts'

const parameter = (text: string) => ({ typeOid: 25, typeName: 'text', format: 0, bytes: Buffer.from(text) })
const statement = (text: string, ...values: readonly string[]) => ({
  text,
  parameters: values.map(parameter),
  operations: [],
  context: [],
})
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('what is recorded of a statement', () => {
  it('is all of it, as far as an event can hold that', () => {
    const value = 'x'.repeat(2_000_000)
    expect(recordedParts(statement('select $1', value))).toEqual({ text: 'select $1', parameters: [value] })
  })

  it('tells a value that is too large by its beginning, size and digest, and leaves the others whole', () => {
    const value = 'x'.repeat(5_000_000)
    const { text, parameters } = recordedParts(statement('select $1, $2', 'short', value))
    expect([text, parameters[0]]).toEqual(['select $1, $2', 'short'])
    expect(parameters[1]).toMatch(/^x{16384}…/)
    expect(parameters[1]).toContain(`5000000 bytes in all, SHA-256 ${sha256(value)}`)
  })

  it('tells a text that is too large in the same way', () => {
    const text = `select '${'y'.repeat(4_000_000)}'`
    expect(recordedParts(statement(text)).text).toContain(sha256(text))
  })

  it('tells very many values together', () => {
    const values = Array.from({ length: 65_535 }, (_, at) => `${at}`.padEnd(100))
    expect(recordedParts(statement('insert …', ...values)).parameters).toEqual([
      `65535 values (6553500 bytes in all, SHA-256 ${sha256(values.join(''))})`,
    ])
  })
})
