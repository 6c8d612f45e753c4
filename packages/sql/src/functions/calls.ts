import type { ColumnRef, FuncCall, Node } from '@pgsql/types'
import { SYSTEM_SCHEMAS } from '../names'
import type { Effects } from '../operations/effects'
import { reachFunction } from '../operations/reach'
import { addSetting } from '../operations/settings'
import { words } from '../tree'
import { OPERATORS, SAFE_FUNCTIONS, SAFE_STANDARD_FUNCTIONS, UNSAFE_FUNCTIONS } from './builtins'
import { constantText, isGiven } from './constant'
import { distrustedOf } from './distrusted'

/** What calling a function by this name means: nothing for a safe built-in. */
export function addCall(
  { funcname, args = [] }: Pick<FuncCall, 'funcname' | 'args'>,
  effects: Effects,
): void {
  const [name = '', schema] = words(funcname).toReversed()
  const users = effects.names.functions.get(name) ?? []
  if (schema !== undefined && !SYSTEM_SCHEMAS.has(schema)) return addUsers(schema, name, effects)
  if (schema === 'information_schema') {
    if (!SAFE_STANDARD_FUNCTIONS.has(name)) effects.addCode('admin', [schema, name])
    return
  }
  const meant = schema === undefined ? users : users.filter((each) => each === schema)
  if (meant.length > 0) {
    for (const user of meant) addUsers(user, name, effects)
    if (!UNSAFE_FUNCTIONS.has(name)) return // which of the two runs depends on the search_path
  }
  if (name === 'nextval' || name === 'setval') return addSequence(name, args[0], effects)
  if (name === 'set_config') return addSetConfig(args, effects)
  if (!SAFE_FUNCTIONS.has(name) || distrustedOf(effects.names).has(name))
    effects.addCode('admin', ['pg_catalog', name])
}

/** Every function of the name in that schema: which of them runs depends on the arguments' types. */
export function addUsers(schema: string, name: string, effects: Effects): void {
  const found = (effects.names.overloads.get(name) ?? []).filter(
    (fn) => fn.schema === schema || (schema === 'pg_temp' && fn.schema.startsWith('pg_temp_')),
  )
  for (const fn of found) reachFunction(fn, effects)
  if (found.length > 0) return
  effects.addCode('execute', [schema, name])
  effects.addCode('unknown', [schema, name])
}

/** A function that the catalogue names, 'schema.name'. */
export function addFunctionNamed(qualified: string, effects: Effects): void {
  const dot = qualified.indexOf('.')
  const funcname = [qualified.slice(0, dot), qualified.slice(dot + 1)].map(
    (sval): Node => ({ String: { sval } }),
  )
  addCall({ funcname }, effects)
}

/** A setting comes back by SHOW and ParameterStatus: it must not be filled with what the statement reads. */
function addSetConfig([name, value]: readonly Node[], effects: Effects): void {
  if (isGiven(value)) addSetting(constantText(name), constantText(value), effects)
  else effects.addCode('admin', ['pg_catalog', 'set_config'])
}

/** `nextval('public.orders_id_seq')` updates that sequence; a name that is computed could be any. */
function addSequence(name: string, argument: Node | undefined, effects: Effects): void {
  const text = constantText(argument)
  const parts = text === null ? null : sequenceName(text)
  if (!parts) return effects.addCode('admin', ['pg_catalog', name])
  const [relname = '', schemaname] = parts.toReversed()
  effects.addPart('update', schemaname === undefined ? { relname } : { schemaname, relname })
}

/** The parts of a name as regclass reads it: words fold to lower case, quoted ones do not. */
function sequenceName(text: string): readonly string[] | null {
  const part = /\s*(?:"((?:[^"]|"")+)"|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*))\s*(\.|$)/y
  const parts: string[] = []
  do {
    const found = part.exec(text)
    if (!found || parts.length === 2) return null
    parts.push(found[1]?.replaceAll('""', '"') ?? found[2]?.toLowerCase() ?? '')
    if (found[3] === '') return parts
  } while (part.lastIndex < text.length)
  return null
}

/**
 * `(x).name` calls the function `name` when x has no such field, with x as its argument:
 * `('/etc/passwd').pg_read_file` reads the file. Safe built-ins and plain fields mean nothing here.
 */
export function addFunctionalNotation(fields: readonly Node[], effects: Effects): void {
  for (const name of words(fields)) {
    for (const schema of effects.names.functions.get(name) ?? []) addUsers(schema, name, effects)
    if (UNSAFE_FUNCTIONS.has(name) || distrustedOf(effects.names).has(name))
      effects.addCode('admin', ['pg_catalog', name])
  }
}

/** The same as `alias.name`, unless that is a column. */
export function addColumnNotation({ fields = [] }: ColumnRef, effects: Effects): void {
  const [name, alias] = words(fields).toReversed()
  if (name === undefined || alias === undefined || fields.length !== words(fields).length) return
  const mayCall = effects.names.functions.has(name) || UNSAFE_FUNCTIONS.has(name)
  if (mayCall && !effects.isColumn(alias, name)) addFunctionalNotation(fields.slice(-1), effects)
}

/** An operator that pg_catalog does not have runs somebody's function. */
export function addOperator(names: readonly Node[] | undefined, effects: Effects): void {
  const [name = '', schema] = words(names).toReversed()
  const users = (effects.names.catalogue.operators ?? []).filter(
    (operator) => operator.name === name && (schema === undefined || operator.schema === schema),
  )
  for (const operator of users) addFunctionNamed(operator.function, effects)
  if (users.length > 0) return
  if (schema !== undefined && schema !== 'pg_catalog') effects.addCode('execute', [schema, name])
  else if (SYMBOLIC.test(name) && !OPERATORS.has(name) && name !== '!=')
    effects.addCode('execute', ['public', name])
}

/** The parser also names some constructs like operators: BETWEEN, SIMILAR TO. */
const SYMBOLIC = /^[~!@#^&|`?+\-*/%<>=]+$/

/** TABLESAMPLE's method is a function: only the two of pg_catalog only choose rows. */
export function addSamplingMethod(names: readonly Node[] | undefined, effects: Effects): void {
  const [name = '', schema = 'pg_catalog'] = words(names).toReversed()
  const isBuiltIn = schema === 'pg_catalog' && (name === 'system' || name === 'bernoulli')
  if (!isBuiltIn) effects.addCode('execute', [schema === 'pg_catalog' ? 'public' : schema, name])
}
