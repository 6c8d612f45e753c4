import type { A_Const, Node } from '@pgsql/types'
import { isObject } from '../tree'
import type { Shape } from './shape'

const VALUES = ['ival', 'fval', 'sval'] as const
const MINUS = 0x2d
const SPACE = 0x20

/** Tells whether anybody has looked at what a literal of the tree says. */
export interface Watch {
  readonly wasRead: boolean
}

/**
 * Puts every literal of a parsed text behind a watch, so that it is known afterwards whether what was made of the
 * tree depends on one. Null: the literals that the shape leaves out are not exactly constants of the tree, so that
 * another text of the same shape may mean something else.
 */
export function watchLiterals(tree: readonly Node[], text: Uint8Array, shape: Shape): Watch | null {
  const watch = { wasRead: false }
  const locations = new Set<number>()
  visit(tree, (constant) => {
    locations.add(constant.location ?? 0)
    for (const name of VALUES) {
      const value = constant[name]
      if (value) Object.defineProperty(constant, name, { value: new Watched(value, watch), enumerable: true })
    }
  })
  for (let at = 0; at < shape.literalCount; at++) {
    const location = shape.literals[at] ?? 0
    // the grammar takes the minus before a number into the constant
    if (!locations.has(location) && !locations.has(minusBefore(text, location))) return null
  }
  return watch
}

/** A literal's value. Nothing of it can be enumerated, so that a walk over the tree does not look at it by accident. */
class Watched {
  readonly #value: object
  readonly #watch: { wasRead: boolean }

  constructor(value: object, watch: { wasRead: boolean }) {
    this.#value = value
    this.#watch = watch
  }

  get ival(): unknown {
    return this.#read('ival')
  }

  get fval(): unknown {
    return this.#read('fval')
  }

  get sval(): unknown {
    return this.#read('sval')
  }

  toJSON(): object {
    this.#watch.wasRead = true
    return this.#value
  }

  #read(name: string): unknown {
    this.#watch.wasRead = true
    return Reflect.get(this.#value, name)
  }
}

function visit(part: unknown, found: (constant: A_Const) => void): void {
  if (Array.isArray(part)) {
    for (const each of part) visit(each, found)
    return
  }
  if (!isObject(part)) return
  for (const key in part) {
    const value = part[key]
    if (key === 'A_Const' && isObject(value)) found(value as A_Const)
    else if (typeof value === 'object') visit(value, found)
  }
}

function minusBefore(text: Uint8Array, location: number): number {
  let at = location - 1
  while (at >= 0 && text[at] === SPACE) at--
  return text[at] === MINUS ? at : -1
}
