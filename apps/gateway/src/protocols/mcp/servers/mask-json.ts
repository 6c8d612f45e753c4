import { SallyportError } from '@sallyport/core'
import type { Masker } from '../../../session/masker'
import { isObject, type Json } from './json'

/** From pg_type.dat: the types as which the masks of columns see what JSON holds. */
const TEXT = 25
const NUMERIC = 1700
const BOOL = 16
const JSON_TYPE = { typeOid: 114, typeModifier: -1, format: 0 } as const

/** A shorter value is found in too many other texts. */
const SHORTEST_KNOWN = 4
/** Deeper than anybody nests: what is inside is not looked at, and does not go out. */
const MAX_DEPTH = 64
const HIDDEN = '***'
/** Characters that are looked through for values that rules masked: about a tenth of a second. */
const MAX_WORK = 100_000_000
const TOO_MUCH = new SallyportError('MASKING_FAILED', 'the tool’s answer holds too much that is masked', {
  hint: 'Ask for less of it. The tool has run.',
})

/**
 * Masks one answer of one tool: fields by the rules that name their paths, everything by content. What a rule masked in
 * one place is masked wherever else in the answer it stands.
 */
export class AnswerMasker {
  private readonly masker: Masker
  private readonly resource: string
  /** Values that rules masked, and their masks. */
  private readonly known = new Map<string, string>()
  /** How many values were masked. */
  masked = 0
  private work = 0

  constructor(masker: Masker, resource: string) {
    this.masker = masker
    this.resource = resource
  }

  /** Keeps its shape: texts stay texts, numbers numbers. Names of fields that hold a value are masked as well. */
  json(document: Json): Json {
    const byRule = this.fields(document, this.resource, 0)
    return this.contents(byRule)
  }

  /** Masks a value wherever it stands, whatever rules say. */
  hide(value: string): void {
    this.known.set(value, HIDDEN)
  }

  /** Throws MASKING_FAILED where it would keep everybody waiting. */
  text(text: string): string {
    this.work += this.known.size * (text.length + 32)
    if (this.work > MAX_WORK) throw TOO_MUCH
    let rest = text
    // a mask may hold what replaceAll would take for a pattern of its own
    for (const [value, mask] of this.known) rest = rest.replaceAll(value, () => mask)
    const masked = this.masker.text(rest)
    if (masked !== text) this.masked += 1
    return masked
  }

  private fields(value: Json, path: string, depth: number): Json {
    if (depth > MAX_DEPTH) return null
    if (Array.isArray(value)) return value.map((each) => this.fields(each as Json, path, depth + 1))
    if (!isObject(value)) return this.scalar(value as Exclude<Json, object> | null, path)
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        this.fields(each, `${path}.${key.replaceAll('.', '%2E')}`, depth + 1),
      ]),
    )
  }

  private scalar(value: null | boolean | number | string, path: string): Json {
    const mask = value === null ? null : this.masker.field(path)
    if (!mask || value === null) return value
    this.masked += 1
    const text = String(value)
    const typeOid = typeof value === 'number' ? NUMERIC : typeof value === 'boolean' ? BOOL : TEXT
    const bytes = this.masker.fieldValue(Buffer.from(text), typeOid, mask)
    const shown = bytes === null ? null : Buffer.from(bytes).toString()
    if (text.length >= SHORTEST_KNOWN) this.known.set(text, shown ?? HIDDEN)
    if (shown === null) return null
    if (typeof value === 'boolean') return shown === 't'
    if (typeof value !== 'number') return shown
    const number = Number(shown)
    return Number.isFinite(number) ? number : 0
  }

  /** By content: each value by itself, and then as a document, where what stands beside a value says what it is. */
  private contents(value: Json): Json {
    const alone = this.leaves(value)
    const text = JSON.stringify(alone)
    const masked = Buffer.from(this.masker.content(Buffer.from(text), JSON_TYPE)).toString()
    return masked === text ? alone : this.merge(alone, JSON.parse(masked) as Json)
  }

  private leaves(value: Json): Json {
    if (typeof value === 'string') return this.text(value)
    if (typeof value === 'number') return this.text(String(value)) === String(value) ? value : 0
    if (Array.isArray(value)) return value.map((each) => this.leaves(each as Json))
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [this.text(key), this.leaves(each)]))
  }

  /** What the document's masks changed, without the change of type that a number would have. */
  private merge(value: Json, masked: Json): Json {
    if (isObject(value) && isObject(masked)) {
      const entries = Object.entries(masked)
      const before = Object.values(value)
      if (entries.length !== before.length) return masked
      return Object.fromEntries(entries.map(([key, each], at) => [key, this.merge(before[at] ?? null, each)]))
    }
    if (Array.isArray(value) && Array.isArray(masked))
      return value.map((each, at) => this.merge(each as Json, (masked[at] ?? null) as Json))
    if (value === masked) return value
    this.masked += 1
    return typeof value === 'number' && masked === null ? 0 : masked
  }
}
