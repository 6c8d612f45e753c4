import type { Analysis } from './analysis'
import type { Catalogue } from './catalogue'

/** Per catalogue. Prepared statements and applications repeat a few hundred texts. */
const MAX_ENTRIES = 1000
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
    if (text.length > MAX_LENGTH) return
    const entries = this.#byCatalogue.get(catalogue) ?? new Map<string, Analysis>()
    this.#byCatalogue.set(catalogue, entries)
    entries.set(text, analysis)
    const [oldest] = entries.keys()
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest)
  }
}
