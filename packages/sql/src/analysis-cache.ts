import type { Analysis } from './analysis'
import type { Catalogue } from './catalogue'

/** Per catalogue. Prepared statements and applications repeat a few hundred texts. */
const MAX_ENTRIES = 1000
/** A short text can have a long analysis: whole rows of wide tables, all tables of a schema. */
export const MAX_SIZE = 5000
/** Longer texts carry data, and do not come again. */
const MAX_LENGTH = 8 * 1024

/** The latest analyses by exact text; they go with their catalogue. */
export class AnalysisCache {
  readonly #byCatalogue = new WeakMap<Catalogue, Map<string, Analysis>>()

  get(catalogue: Catalogue, text: string): Analysis | undefined {
    const entries = this.#byCatalogue.get(catalogue)
    const found = entries?.get(text)
    if (!entries || !found) return undefined
    entries.delete(text) // a Map keeps the order of insertion: the first entry is the one used longest ago
    entries.set(text, found)
    return found
  }

  set(catalogue: Catalogue, text: string, analysis: Analysis): void {
    if (text.length > MAX_LENGTH || sizeOf(analysis) > MAX_SIZE) return
    const entries = this.#byCatalogue.get(catalogue) ?? new Map<string, Analysis>()
    this.#byCatalogue.set(catalogue, entries)
    entries.set(text, analysis)
    const [oldest] = entries.keys()
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest)
  }
}

/** How much of it has to be kept. */
export function sizeOf({ statements }: Analysis): number {
  return statements.reduce((sum, { operations, relations, outputs, writes }) => {
    const columns = [...(outputs ?? []), ...(writes ?? [])]
    const sources = columns.reduce((count, column) => count + 1 + column.sources.length, 0)
    const touched = operations.reduce((count, { columns: each }) => count + 1 + (each?.length ?? 0), 0)
    return sum + 1 + touched + relations.length + sources
  }, 0)
}
