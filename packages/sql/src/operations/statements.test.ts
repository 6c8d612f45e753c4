import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { namesOf } from '../names'
import { shop } from '../shop.fixture'
import { Effects } from './effects'
import { isKnownStatement, readStatement } from './statements'

/** Every statement of the grammar, from the types that belong to the parser. */
function kindsOfGrammar(): readonly string[] {
  const folder = dirname(createRequire(import.meta.url).resolve('@pgsql/types'))
  const text = readFileSync(join(folder, 'types.d.ts'), 'utf8')
  const [union = ''] = /export type Node =[\s\S]*?;\n(?=export )/.exec(text) ?? []
  return [...union.matchAll(/^ {4}(\w+Stmt):/gm)].map(([, kind = '']) => kind)
}

function verbsOf(kind: string): readonly string[] {
  const effects = new Effects(namesOf(shop))
  readStatement(kind, {}, { effects, ctes: null, notations: [] })
  return effects.operations.map(({ verb }) => verb)
}

describe('the statements of the grammar', () => {
  it('are all found', () => {
    expect(kindsOfGrammar().length).toBeGreaterThan(110)
  })

  it.each(kindsOfGrammar())('%s has a reader', (kind) => {
    expect(isKnownStatement(kind)).toBe(true)
  })

  it.each(['MergeIntoFutureStmt', 'constructorStmt', 'Stmt'])(
    '%s, of another grammar, is unknown',
    (kind) => {
      expect(verbsOf(kind)).toEqual(['unknown'])
    },
  )
})
