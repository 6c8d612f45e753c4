import { existsSync, readFileSync } from 'node:fs'
import type { Catalogue, Relation } from './catalogue'

interface AttackFile {
  readonly cases: readonly {
    readonly id: string
    readonly title: string
    readonly steps: readonly unknown[]
    readonly harmless?: boolean
  }[]
}

export interface Attack {
  readonly title: string
  readonly texts: readonly string[]
}

/** What is stopped elsewhere than in a statement's text: in the start-up packet, on the wire, by a time limit. */
const NOT_BY_TEXT = /as startup parameter|in startup|at startup|idle in transaction/

/** Attempts to get past a policy from the folder that lies beside the repository; none where it is absent. */
export function readAttacks(): readonly Attack[] {
  const file = new URL('../../../../shared/cases/attacks-policy.json', import.meta.url)
  if (!existsSync(file)) return []
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as AttackFile
  return cases
    .filter(({ title }) => !NOT_BY_TEXT.test(title))
    .map(({ id, title, steps }) => ({ title: `${id} ${title}`, texts: steps.flatMap(textOf) }))
    .filter(({ texts }) => texts.length > 0)
}

function textOf(step: unknown): readonly string[] {
  if (typeof step === 'string') return [step]
  if (typeof step !== 'object' || step === null) return []
  if ('rawLatin1' in step) return [String(step.rawLatin1)]
  return 'repeatNote' in step ? [`/*${'x'.repeat(65_562)}*/delete from gw.victim`] : []
}

function table(name: string, ...columns: readonly string[]): Relation {
  return { oid: 1, schema: 'gw', name, kind: 'table', columns, definition: null }
}

/** The part of the attacks' own fixture that they name. */
export const gw: Catalogue = {
  database: 'gwsec',
  relations: [
    table('customers', 'id', 'name', 'email', 'ssn'),
    table('orders', 'id', 'customer_id', 'customer_ssn', 'total', 'status'),
    table('victim', 'id', 'v'),
    { ...table('v_victim', 'id', 'v'), kind: 'view', definition: 'SELECT id, v FROM gw.victim' },
  ],
  functions: ['get_ssn', 'find_customer', 'cleanup', 'looks_pure'].map((name) => ({ schema: 'gw', name })),
}
