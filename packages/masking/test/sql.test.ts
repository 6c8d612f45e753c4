import { DATA_CLASSES, MASK_OPERATORS } from '@sallyport/core'
import { type TestTarget, testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { maskCell, maskExpression } from '../src/index'
import { VALUES } from './values'

let target: TestTarget
let client: pg.Client
const key = new Uint8Array(32).fill(7)

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

const raw = { getTypeParser: () => (text: string) => text }

describe('a mask in SQL', () => {
  it.each(VALUES)('is of the column’s type and what maskCell makes of it, %s: %s', async (type, value) => {
    await client.query('drop table if exists t')
    await client.query(`create temp table t (n serial, c ${type})`)
    await client.query(`insert into t (c) values ($1), (null)`, [value])
    const { fields, rows } = await client.query<{ c: string }>({ text: 'select c from t', types: raw })
    const [
      { dataTypeID: typeOid, dataTypeModifier: typeModifier } = { dataTypeID: 0, dataTypeModifier: -1 },
    ] = fields
    const named = await client.query<{ type: string }>(
      "select format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = 't'::regclass and attname = 'c'",
    )
    const column = { expression: 't."c"', typeOid, typeModifier, type: named.rows[0]?.type ?? '' }

    for (const operator of MASK_OPERATORS) {
      for (const dataClass of DATA_CLASSES) {
        const mask = { operator, dataClass, settings: { width: 10, value: '7' } }
        const sql = maskExpression(mask, column, key)
        const said = await client
          .query<{ v: string | null }>({
            text: `select ${sql} as v from t order by n`,
            types: raw,
          })
          .catch((error: Error) => {
            throw new Error(`${error.message} in ${sql}`)
          })
        expect([said.fields[0]?.dataTypeID, said.fields[0]?.dataTypeModifier]).toEqual([
          typeOid,
          typeModifier,
        ])
        const [masked, none] = said.rows.map(({ v }) => v)
        expect(none).toBeNull()
        if (SAID_OTHERWISE.has(operator) || /json|xml|\[\]/.test(type)) {
          expect(masked ?? '').not.toMatch(/jane|4111111111111111|555-0132|536-90-4399/)
          continue
        }
        const cell = maskCell(
          new TextEncoder().encode(rows[0]?.c),
          { typeOid, typeModifier, format: 0 },
          mask,
          key,
        )
        expect(masked, sql).toBe(cell === null ? null : new TextDecoder().decode(cell))
      }
    }
  })

  it('says nothing of the key unless it is given one', () => {
    const column = { expression: 'c', typeOid: 25, typeModifier: -1, type: 'text' }
    const mask = { operator: 'hash', dataClass: 'email' } as const
    expect(maskExpression(mask, column, null)).toBe("(CASE WHEN c IS NOT NULL THEN ('***')::text END)::text")
  })
})

/** SQL has no words for these: the neutral value stands there. */
const SAID_OTHERWISE: ReadonlySet<string> = new Set(['token', 'noise'])
