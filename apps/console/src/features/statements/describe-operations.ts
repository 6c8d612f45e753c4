import type { Operation, Verb } from '@sallyport/core'
import { sqlTokens } from '~/ui/sql-tokens'

export interface Effect {
  /** A sentence's beginning, as in "Deletes rows from". */
  readonly words: string
  readonly resource: string
  /** What makes it worse, as in "every row". */
  readonly warning: string | null
  readonly isDangerous: boolean
}

const WORDS: Readonly<Record<Verb, string>> = {
  read: 'Reads',
  insert: 'Adds rows to',
  update: 'Changes rows of',
  delete: 'Deletes rows from',
  define: 'Creates or changes the definition of',
  drop: 'Drops',
  grant: 'Changes the rights on',
  execute: 'Runs the function',
  call: 'Calls the tool',
  'copy-out': 'Copies out of',
  'copy-in': 'Copies rows into',
  configure: 'Changes the server setting',
  admin: 'Administers',
  session: 'Only touches its own session',
  unknown: 'Does something that could not be understood in',
}

const DANGEROUS: ReadonlySet<Verb> = new Set([
  'update',
  'delete',
  'drop',
  'grant',
  'admin',
  'configure',
  'unknown',
])

/** What a statement does, in plain words, the same thing once, the dangerous first. */
export function describeOperations(operations: readonly Operation[], text: string): readonly Effect[] {
  const object = droppedObject(text)
  const effects = operations.map(({ verb, resource, conditions }): Effect => {
    const isEveryRow = conditions.includes('no-where') || conditions.includes('always-true')
    return {
      words: verb === 'drop' && object ? `Drops the ${object}` : WORDS[verb],
      resource: verb === 'session' ? '' : resource,
      warning: isEveryRow
        ? conditions.includes('no-where')
          ? 'every row: there is no WHERE'
          : 'every row: its WHERE is always true'
        : null,
      isDangerous: DANGEROUS.has(verb),
    }
  })
  const seen = new Set<string>()
  return effects
    .filter(({ words, resource, warning }) => {
      const key = `${words} ${resource} ${warning}`
      return seen.has(key) ? false : seen.add(key)
    })
    .toSorted((a, b) => Number(b.isDangerous) - Number(a.isDangerous))
}

const OBJECTS = new Set(
  'table view index sequence schema database function procedure trigger type domain role extension column policy'.split(
    ' ',
  ),
)

/** What kind of thing is dropped, when the text has exactly one DROP: a word for people, nothing is decided by it. */
function droppedObject(text: string): string | null {
  const words = sqlTokens(text)
    .filter(({ kind, text: part }) => kind !== 'comment' && part.trim() !== '')
    .map(({ kind, text: part }) => (kind === 'keyword' || kind === 'identifier' ? part.toLowerCase() : ''))
  const at = words.indexOf('drop')
  if (at < 0 || words.includes('drop', at + 1)) return null
  const next = words[at + 1] === 'materialized' ? words[at + 2] : words[at + 1]
  return next && OBJECTS.has(next) ? next : null
}
