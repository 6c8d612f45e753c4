import type { Analysis } from '../analysis'
import type { Catalogue } from '../catalogue'
import type { Shape } from './shape'

const MAX_SHAPES = 2000
/** More of one hash than this would be somebody's doing. */
const MAX_SAME_HASH = 4

interface Entry {
  readonly bytes: Uint8Array
  readonly analysis: Analysis
}

/** What texts of a shape do, whatever their literals are; it goes with its catalogue. */
export class ShapeCache {
  readonly #byCatalogue = new WeakMap<Catalogue, Map<number, Entry[]>>()

  get(catalogue: Catalogue, shape: Shape): Analysis | null {
    const entries = this.#byCatalogue.get(catalogue)?.get(shape.hash)
    if (!entries) return null
    for (const { bytes, analysis } of entries) if (isSame(bytes, shape)) return analysis
    return null
  }

  set(catalogue: Catalogue, shape: Shape, analysis: Analysis): void {
    const known = this.#byCatalogue.get(catalogue) ?? new Map<number, Entry[]>()
    this.#byCatalogue.set(catalogue, known)
    const same = known.get(shape.hash) ?? []
    const entry = { bytes: shape.bytes.slice(0, shape.size), analysis }
    known.delete(shape.hash) // a Map keeps the order of insertion: the first is the one that was learnt longest ago
    known.set(shape.hash, [entry, ...same].slice(0, MAX_SAME_HASH))
    const [oldest] = known.keys()
    if (known.size > MAX_SHAPES && oldest !== undefined) known.delete(oldest)
  }
}

function isSame(bytes: Uint8Array, shape: Shape): boolean {
  if (bytes.length !== shape.size) return false
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== shape.bytes[at]) return false
  return true
}
