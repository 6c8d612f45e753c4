import type { MaskingRule } from '@sallyport/core'
import { describe, expect, it, vi } from 'vitest'
import { testIssuer } from '../testing/test-issuer'
import type { StoredColumns } from './masked-columns'
import { type DescribedColumn, type Lineage, Masker } from './masker'

const stored: StoredColumns = {
  database: 'shop',
  relations: [
    { schema: 'public', name: 'customers', columns: ['id', 'email'] },
    { schema: 'public', name: 'orders', columns: ['id'] },
  ],
}
const rule = (name: string, change: Partial<MaskingRule>): MaskingRule => ({
  id: name,
  name,
  connections: [],
  groups: [],
  columns: ['**.customers.email'],
  detectors: [],
  dataClass: 'email',
  operator: 'partial',
  ...change,
})

function masker(...maskingRules: MaskingRule[]): Masker {
  const snapshot = {
    version: 1,
    gatewayName: '',
    consoleUrl: '',
    rules: [],
    maskingRules,
    consoleIssuer: testIssuer({}),
    issuers: [],
  }
  const identity = { id: 'a', kind: 'agent', name: 'a', groups: ['agents'] } as const
  return new Masker({ current: () => snapshot }, 'shop', identity, Buffer.alloc(32))
}

const column = (origin: string | null): DescribedColumn => ({
  typeOid: 25,
  typeModifier: -1,
  format: 0,
  origin,
  isStored: origin !== null,
})
const reading = (...outputs: { sources: string[]; direct: boolean }[]): Lineage => ({
  relations: ['public.customers'],
  outputs,
  writes: [],
})
const operators = (of: Masker, lineage: Lineage | null, ...columns: DescribedColumn[]) =>
  of.plan(stored, lineage, columns).map(({ mask }) => mask?.operator ?? null)

describe('Masker.plan', () => {
  const email = 'public.customers.email'

  it.each<[string, Lineage | null, DescribedColumn, string | null]>([
    [
      'masks the column that the target names',
      reading({ sources: [email], direct: true }),
      column(email),
      'partial',
    ],
    [
      'masks it although the text says otherwise',
      reading({ sources: [], direct: false }),
      column(email),
      'partial',
    ],
    [
      'masks what passes through a view unchanged',
      reading({ sources: [email], direct: true }),
      column(null),
      'partial',
    ],
    [
      'masks whole what derives from it',
      reading({ sources: [email], direct: false }),
      column(null),
      'redact',
    ],
    [
      'leaves what derives from nothing masked',
      reading({ sources: ['public.customers.id'], direct: false }),
      column(null),
      null,
    ],
    [
      'masks whole what cannot be told, where masked columns are in reach',
      { relations: ['public.customers'], outputs: null, writes: [] },
      column(null),
      'redact',
    ],
    [
      'leaves what cannot be told where none is',
      { relations: ['public.orders'], outputs: null, writes: [] },
      column(null),
      null,
    ],
    ['masks whole what is not known at all', null, column(null), 'redact'],
    ['takes a lineage of another width for unknown', reading(), column(null), 'redact'],
  ])('%s', (_, lineage, described, operator) => {
    expect(operators(masker(rule('m', {})), lineage, described)).toEqual([operator])
  })

  it('takes the strictest of several rules, in whatever order they are', () => {
    const lineage = reading({ sources: [email], direct: true })
    const [mild, strict] = [rule('mild', {}), rule('strict', { operator: 'redact' })]
    expect(operators(masker(mild, strict), lineage, column(email))).toEqual(['redact'])
    expect(operators(masker(strict, mild), lineage, column(email))).toEqual(['redact'])
  })

  it('says for the record which columns are masked, where and by which rule', () => {
    const lineage = reading({ sources: [email], direct: false }, { sources: [], direct: true })
    const said = { result: 1, column: 0, of: email, rule: 'm', dataClass: 'email' }
    expect(masker(rule('m', {})).masksOf(stored, lineage, 1)).toEqual([{ ...said, where: 'source' }])
    expect(masker(rule('m', { inference: 'allow' })).masksOf(stored, lineage, 1)).toEqual([
      { ...said, where: 'result' },
    ])
    expect(masker(rule('m', {})).afterSource(stored, lineage, []).maskedAtSource).toBe(1)
    expect(masker(rule('m', {})).afterSource(stored, lineage, ['public.customers']).maskedAtSource).toBe(0)
  })

  it.each([
    ['another connection', { connections: ['warehouse'] }],
    ['other groups', { groups: ['engineers'] }],
  ])('leaves out rules for %s', (_, change) => {
    expect(operators(masker(rule('m', change)), null, column(email))).toEqual([null])
  })

  it('shows a column as it is to whom it is exempted for, over that connection, and only until its end', () => {
    const exemption = {
      id: 'e',
      identityId: 'a',
      connection: 'shop',
      columns: ['*.public.customers.email'],
      until: 2_000,
    }
    const lineage = reading({ sources: [email], direct: true })
    const planWith = (change: Partial<typeof exemption>) => {
      const found = masker(rule('m', { detectors: ['email'] }))
      const policy = { ...found['policy'].current(), version: 2, exemptions: [{ ...exemption, ...change }] }
      const identity = { id: 'a', kind: 'agent', name: 'a', groups: ['agents'] } as const
      return new Masker({ current: () => policy }, 'shop', identity, Buffer.alloc(32))
    }
    const now = vi.spyOn(Date, 'now').mockReturnValue(1_000)
    const exempt = planWith({})
    expect(exempt.plan(stored, lineage, [column(email)])).toMatchObject([{ mask: null, isExempt: true }])
    expect(exempt.atSource(stored)).toBeNull()
    expect(operators(planWith({ identityId: 'b' }), lineage, column(email))).toEqual(['partial'])
    expect(operators(planWith({ connection: 'other' }), lineage, column(email))).toEqual(['partial'])
    expect(operators(planWith({ columns: ['*.public.orders.*'] }), lineage, column(email))).toEqual([
      'partial',
    ])
    now.mockReturnValue(2_000)
    expect(operators(exempt, lineage, column(email))).toEqual(['partial'])
    now.mockRestore()
  })
})
