import { DATA_CLASSES, DETECTOR_CLASSES, MASK_OPERATORS } from '@sallyport/core'
import { type TestTarget, testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Column, compileDetection, maskCell, maskContent } from '../src/index'
import { VALUES } from './values'

let target: TestTarget
let client: pg.Client
beforeAll(async () => {
  target = await testTarget('empty')
  client = new pg.Client({ connectionString: target.adminUrl })
  await client.connect()
  await client.query("create type mood as enum ('sad', 'happy')")
  await client.query('create type pair as (a int, b text)')
})
afterAll(async () => {
  await client?.end()
  await target?.drop()
})

/** A value as it goes over the wire, and what RowDescription says about it. */
async function fetch(
  type: string,
  value: string,
  format: 0 | 1,
): Promise<{ bytes: Uint8Array; column: Column }> {
  const types = { getTypeParser: () => (raw: string) => raw }
  const asText = await client.query<{ v: string }>({
    text: `select $1::${type} as v`,
    values: [value],
    types,
  })
  const { dataTypeID: typeOid = 0, dataTypeModifier: typeModifier = -1 } = asText.fields[0] ?? {}
  const column = { typeOid, typeModifier, format }
  if (format === 0) return { bytes: new TextEncoder().encode(asText.rows[0]?.v), column }

  // Not through the client's binary results: it decodes them as UTF-8 on the way.
  const { rows: sends } = await client.query<{ send: string }>(
    'select typsend::text as send from pg_type where oid = $1',
    [typeOid],
  )
  const asHex = await client.query<{ hex: string }>(
    `select encode(${sends[0]?.send}($1::${type}), 'hex') as hex`,
    [value],
  )
  return { bytes: new Uint8Array(Buffer.from(asHex.rows[0]?.hex ?? '', 'hex')), column }
}

/** Has PostgreSQL read the value: by the type's input function, or by its binary one. */
async function read(type: string, bytes: Uint8Array, format: 0 | 1): Promise<string> {
  const value = format === 0 ? new TextDecoder('utf-8', { fatal: true }).decode(bytes) : Buffer.from(bytes)
  const { rows } = await client.query<{ v: string }>(`select ($1::${type})::text as v`, [value])
  return rows[0]?.v ?? ''
}

const key = new Uint8Array(32)

describe.each([
  ['text', 0],
  ['binary', 1],
] as const)('PostgreSQL reads a masked value in %s', (_, format) => {
  it.each(VALUES)('%s: %s', async (type, value) => {
    const { bytes, column } = await fetch(type, value, format)
    const seen = new Set<string>()
    for (const operator of MASK_OPERATORS) {
      for (const dataClass of DATA_CLASSES) {
        const masked = maskCell(bytes, column, { operator, dataClass }, key)
        const hex = masked ? Buffer.from(masked).toString('hex') : 'NULL'
        if (!masked || seen.has(hex)) continue
        seen.add(hex)
        const shown = await read(type, masked, format)
        expect(shown).not.toContain('jane@')
        if (operator === 'redact') expect(shown).not.toBe(value)
      }
    }
  })

  it.each(VALUES)('after detectors were at it, %s: %s', async (type, value) => {
    const { bytes, column } = await fetch(type, value, format)
    const masked = maskContent(bytes, column, compileDetection(DETECTOR_CLASSES))
    if (masked === bytes)
      return expect(value).not.toMatch(/jane@\w+\.com?|4111111111111111|555-0132|536-90-4399/)
    expect(await read(type, masked, format)).not.toMatch(/jane|4111111111111111|555-0132|536-90-4399/)
  })
})

it('masks an enum, a composite and a type we do not know by NULL', async () => {
  for (const [type, value] of [
    ['mood', 'happy'],
    ['pair', '(1,x)'],
    ['box', '((1,1),(0,0))'],
  ] as const) {
    const { bytes, column } = await fetch(type, value, 0)
    expect(maskCell(bytes, column, { operator: 'redact', dataClass: 'other' }, key)).toBeNull()
  }
})
