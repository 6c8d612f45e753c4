import type { Operation, Verb } from '@sallyport/core'
import type { Catalogue } from '@sallyport/sql'
import type { Fact } from './witness.fixture'

const CHANGES: readonly Verb[] = ['define', 'drop', 'grant', 'admin']
const WRITES: readonly Verb[] = ['insert', 'update', 'delete', 'copy-in']
/** Any of these must have been said of what the fact is about. */
const SAID: Readonly<Record<Fact['what'], readonly Verb[]>> = {
  inserted: ['insert', 'define', 'copy-in', 'update'],
  updated: ['update', 'define'],
  deleted: ['delete'],
  scanned: ['read', ...WRITES, ...CHANGES],
  called: ['execute'],
  made: ['define', 'grant', 'admin'],
  changed: ['define', 'drop', 'grant', 'admin', 'update'],
  permitted: ['grant', 'admin'],
  removed: ['drop', 'admin', 'grant'],
  truncated: ['delete', 'update', 'admin', 'define'],
  set: ['configure', 'session'],
  locked: ['update', 'delete', ...CHANGES],
  advanced: ['update', 'define'],
}

/** What stands in no schema, by the word that resources have for it. */
const KINDS: Readonly<Record<string, string>> = {
  role: 'role',
  database: 'database',
  extension: 'extension',
  'foreign-data wrapper': 'foreign-data-wrapper',
  server: 'foreign-server',
  'user mapping': 'foreign-server',
  language: 'language',
  'large object': 'large-object',
  publication: 'publication',
  'publication relation': 'publication',
  'publication namespace': 'publication',
  subscription: 'subscription',
  tablespace: 'tablespace',
  'event trigger': 'event-trigger',
  'access method': 'access-method',
  'parameter ACL': 'setting',
}
const MEMBERS = new Set([
  'table column',
  'view column',
  'foreign table column',
  'table constraint',
  'trigger',
  'rule',
  'policy',
  'default value',
])

/** Facts that no operation speaks of. A statement that is `unknown` may do anything. */
export function unannounced(
  facts: readonly Fact[],
  operations: readonly Operation[],
  catalogue: Catalogue,
): readonly string[] {
  if (operations.some(({ verb }) => verb === 'unknown')) return []
  const said = new Map<string, Set<Verb>>()
  for (const { verb, resource } of operations) {
    const at = resource.slice(catalogue.database.length + 1)
    said.set(at, (said.get(at) ?? new Set()).add(verb))
  }
  // an extension brings and takes what is its own; a function of PostgreSQL's that is not in the list may do anything
  const isAnything = (at: string) => at.startsWith('extension.') || at.startsWith('pg_catalog.')
  if ([...said].some(([at, verbs]) => isAnything(at) && verbs.has('admin'))) return []
  const isSaid = (resource: string, verbs: readonly Verb[]) =>
    [
      resource,
      resource.replace(/^pg_temp_\d+\./, 'pg_temp.'),
      '*.*',
      'role.owned',
      `${resource.split('.')[0]}.*`,
    ].some((each) => verbs.some((verb) => said.get(each)?.has(verb)))
  return facts
    .filter((fact) => {
      if (fact.what === 'called' && /^(public|pg_catalog)$/.test(fact.names[0] ?? '')) return false
      const isMember =
        fact.what === 'removed' && (MEMBERS.has(fact.type) || fact.type === 'domain constraint')
      const verbs = isMember ? CHANGES : SAID[fact.what]
      if (resourcesOf(fact, catalogue).some((resource) => isSaid(resource, verbs))) return false
      if (fact.what === 'advanced' && isOwned(fact, isSaid)) return false
      if ((fact.what === 'locked' || fact.what === 'scanned') && isKeyCheck(fact, catalogue, isSaid))
        return false
      return !(isMoved(fact, catalogue) && isSaid(fact.names.join('.'), ['update']))
    })
    .map(({ what, type, names }) => `${what} ${type} ${names.join('.')}`)
    .filter((each, at, all) => all.indexOf(each) === at)
}

function resourcesOf({ type, names, also }: Fact, { database }: Catalogue): readonly string[] {
  if (also) return [...plainNames(names), ...plainNames(also)]
  const kind = KINDS[type]
  if (kind === 'database')
    return [`database.${names[0] ?? ''}`, 'database.postgres', 'role.*', `database.${database}`]
  if (kind) return [`${kind}.${names[0] ?? ''}`]
  if (type === 'setting') return settingResources((names[0] ?? '').toLowerCase())
  if (type === 'schema') return [`${names[0]}.*`]
  if (type === 'default acl' || type === 'pg_default_acl') return ['*.*']
  if (type === 'domain constraint') return [names.at(0)?.split('(')[0] ?? '']
  if (type === 'operator class' || type === 'operator family') return [names.slice(1).join('.')]
  const whole = MEMBERS.has(type) ? names.slice(0, -1) : names
  const name = whole.join('.')
  // a type of its own stands for an array of it, and for a relation's rows
  const base = type === 'type' ? (names[0] ?? '').replace(/\[\]$/, '').replaceAll('"', '') : name
  return [base, base.replace(/_multirange$/, '')]
}

/** A setting is also changed by what sets several at once. */
function settingResources(name: string): readonly string[] {
  const broader = ['all', 'session-characteristics', 'transaction']
  if (name === 'role') broader.push('session_authorization')
  const begin = name.startsWith('transaction_') ? ['transaction.begin', 'transaction.start'] : []
  return [...begin, ...[name, ...broader].map((each) => `setting.${each}`)]
}

function plainNames(names: readonly string[]): readonly string[] {
  const name = names.join('.').replace(/\[\]$/, '')
  return [name, `pg_catalog.${name}`]
}

/** An identity's sequence is named after its table; a name that is computed could be any. */
function isOwned({ names }: Fact, isSaid: (resource: string, verbs: readonly Verb[]) => boolean): boolean {
  return (
    isSaid(names.join('.').replace(/_[a-z]+_seq$/, ''), ['insert', 'copy-in', 'update']) ||
    isSaid('pg_catalog.nextval', ['admin'])
  )
}

/** A foreign key's check looks at the other table. */
function isKeyCheck(
  { names }: Fact,
  { relations }: Catalogue,
  isSaid: (resource: string, verbs: readonly Verb[]) => boolean,
): boolean {
  const name = names.join('.')
  return relations.some(({ schema, name: own, foreignKeys = [] }) =>
    foreignKeys.some(({ references }) => {
      const at = `${schema}.${own}`
      return (
        (references === name && isSaid(at, ['insert', 'update', 'define', 'drop', 'copy-in'])) ||
        (at === name && isSaid(references, ['update', 'delete']))
      )
    }),
  )
}

/** An UPDATE may move a row from one partition to another. */
function isMoved({ what, names }: Fact, { relations }: Catalogue): boolean {
  if (what !== 'inserted' && what !== 'deleted') return false
  const found = relations.find(({ schema, name }) => `${schema}.${name}` === names.join('.'))
  return (found?.parents?.length ?? 0) > 0
}
