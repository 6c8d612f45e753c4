import type { TypeName } from '@pgsql/types'
import type { Relation } from '../catalogue'
import { addFunctionNamed } from '../functions/calls'
import { type Names, plainName } from '../names'
import { words } from '../tree'
import { partsOf, typeNameOf } from '../type-name'
import type { Effects } from './effects'
import { reach, reachExpressions } from './reach'

interface NamedType {
  /** Undefined: in any schema. */
  readonly schema: string | undefined
  readonly name: string
}

/** A type that a statement names: values of it are made, and compared. */
export function reachTypeName({ names }: TypeName, effects: Effects): void {
  const [name = '', schema] = words(names).toReversed()
  if (!activeIn(effects.names).has(name)) return
  reachMade({ schema, name }, effects, true)
  reachHeld(name, effects)
}

/** The rows of a relation that is read or written: their values are compared, and turned into other types unasked. */
export function reachRow(relation: Relation, isWritten: boolean, effects: Effects): void {
  const { names } = effects
  const at = plainName(relation.schema, relation.name)
  for (const { functions } of isWritten ? (names.indexing.get(at) ?? []) : [])
    addHidden(at, functions, effects)
  const active = activeIn(names)
  if (active.size === 0) return
  for (const { type } of relation.details ?? []) {
    const name = typeNameOf(type)
    if (!active.has(name)) continue
    if (isWritten) reachMade(partsOf(type), effects, false)
    reachHeld(name, effects)
  }
}

/** The types of a function's arguments and result, which is written as pg_get_function_result does. */
export function reachSignature(text: string, effects: Effects): void {
  for (const name of activeIn(effects.names)) {
    if (!text.includes(name)) continue
    reachMade({ schema: undefined, name }, effects, false)
    reachHeld(name, effects)
  }
}

/** Where a value of the type is made, its checks run, those of its parts, and the cast that makes it. */
function reachMade({ schema, name }: NamedType, effects: Effects, isAsked: boolean): void {
  if (!effects.enter(`made ${schema ?? ''}.${name}`)) return
  const { names } = effects
  const isMeant = (each: { readonly schema: string; readonly name: string }) =>
    each.name === name && (schema === undefined || schema === each.schema)
  for (const cast of names.castsTo.get(name) ?? []) {
    // a cast from a type of users' that need not be asked for is told of where there is a value of that type
    if (cast.isExplicit ? !isAsked : cast.isFromOwn) continue
    effects.dependOn(cast)
    addHidden(`cast.${name}`, [cast.function], effects)
  }
  for (const domain of (names.catalogue.domains ?? []).filter(isMeant)) {
    effects.dependOn(domain)
    reachExpressions(effects, [domain.schema, domain.name], domain.checks)
    if (domain.base) reachMade(partsOf(domain.base), effects, isAsked)
  }
  for (const composite of (names.catalogue.composites ?? []).filter(isMeant)) {
    effects.dependOn(composite)
    for (const type of composite.types) reachMade(partsOf(type), effects, isAsked)
  }
  for (const { details = [] } of (names.relations.get(name) ?? []).filter(isMeant)) {
    for (const { type } of details)
      if (activeIn(names).has(typeNameOf(type))) reachMade(partsOf(type), effects, isAsked)
  }
}

/** Where there is a value of the type, it may be compared, and cast without being asked. */
function reachHeld(name: string, effects: Effects): void {
  const { castsFrom, comparing } = effects.names
  if (!castsFrom.has(name) && !comparing.has(name)) return
  if (!effects.enter(`held ${name}`)) return
  for (const cast of castsFrom.get(name) ?? []) {
    effects.dependOn(cast)
    addHidden(`cast.${name}`, [cast.function], effects)
  }
  for (const each of comparing.get(name) ?? []) {
    effects.dependOn(each)
    addHidden(`${each.schema}.${each.name}`, each.functions, effects)
  }
}

function addHidden(via: string, functions: readonly string[] | null, effects: Effects): void {
  reach(effects, via.split('.'), (inside) => {
    for (const each of functions ?? []) addFunctionNamed(each, inside)
  })
}

const active = new WeakMap<Names, ReadonlySet<string>>()

/** The names of types with which something happens unseen; mostly there are none. */
function activeIn(names: Names): ReadonlySet<string> {
  const known = active.get(names)
  if (known) return known
  const { domains = [], composites = [], relations } = names.catalogue
  const found = new Set([
    ...domains.map(({ name }) => name),
    ...names.castsTo.keys(),
    ...names.castsFrom.keys(),
    ...names.comparing.keys(),
  ])
  // what is made of such types is such a type itself; composites of composites are found in as many rounds
  const rows = [
    ...composites.map(({ name, types }) => ({ name, types })),
    ...relations.map(({ name, details = [] }) => ({ name, types: details.map(({ type }) => type) })),
  ]
  for (let size = -1; found.size > 0 && size < found.size; ) {
    size = found.size
    for (const { name, types } of rows) if (types.some((type) => found.has(typeNameOf(type)))) found.add(name)
  }
  active.set(names, found)
  return found
}
