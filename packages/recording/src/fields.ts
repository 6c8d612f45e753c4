import { SallyportError } from '@sallyport/core'

/** Reads the fields of a parsed JSON object, refusing what has another type. Fields nobody asks for are ignored. */
export class Fields {
  readonly #object: object
  readonly #path: string

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw malformed(path, 'an object')
    this.#object = value
    this.#path = path
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#object, name)
  }

  string(name: string): string {
    return asString(this.#get(name), this.#at(name))
  }

  stringOrNull(name: string): string | null {
    return this.#get(name) === null ? null : this.string(name)
  }

  /** A point in time: milliseconds since 1970. */
  time(name: string): number {
    const value = this.#get(name)
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw malformed(this.#at(name), 'a time')
    }
    return value
  }

  count(name: string): number {
    const value = this.#get(name)
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      throw malformed(this.#at(name), 'a count')
    }
    return value
  }

  boolean(name: string): boolean {
    const value = this.#get(name)
    if (typeof value !== 'boolean') throw malformed(this.#at(name), 'true or false')
    return value
  }

  word<W extends string>(name: string, words: readonly W[]): W {
    return asWord(this.#get(name), words, this.#at(name))
  }

  list<T>(name: string, read: (item: unknown, path: string) => T): T[] {
    const value = this.#get(name)
    if (!Array.isArray(value)) throw malformed(this.#at(name), 'a list')
    return value.map((item: unknown, index) => read(item, `${this.#at(name)}[${index}]`))
  }

  fields(name: string): Fields {
    return new Fields(this.#get(name), this.#at(name))
  }

  #get(name: string): unknown {
    return this.has(name) ? Reflect.get(this.#object, name) : undefined
  }

  #at(name: string): string {
    return `${this.#path}.${name}`
  }
}

export function asString(value: unknown, path: string): string {
  if (typeof value !== 'string') throw malformed(path, 'a string')
  return value
}

export function asWord<W extends string>(value: unknown, words: readonly W[], path: string): W {
  const word = words.find((candidate) => candidate === value)
  if (word === undefined) throw malformed(path, `one of ${words.join(', ')}`)
  return word
}

/** The message names the place and what was expected there, never the value itself. */
function malformed(path: string, expected: string): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', `malformed recording: ${path} must be ${expected}`)
}
