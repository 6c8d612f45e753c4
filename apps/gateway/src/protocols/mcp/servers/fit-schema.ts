import { isObject, type Json } from './json'

/** What stands for a text of a format, where a mask of stars would be none. */
const BY_FORMAT: Readonly<Record<string, string>> = {
  email: 'masked@masked.invalid',
  'idn-email': 'masked@masked.invalid',
  uri: 'https://masked.invalid/',
  'uri-reference': 'https://masked.invalid/',
  iri: 'https://masked.invalid/',
  url: 'https://masked.invalid/',
  hostname: 'masked.invalid',
  ipv4: '0.0.0.0',
  ipv6: '::',
  uuid: '00000000-0000-0000-0000-000000000000',
  date: '1970-01-01',
  time: '00:00:00Z',
  'date-time': '1970-01-01T00:00:00Z',
}

type Schema = Readonly<Record<string, Json>>

/**
 * A masked value as its schema wants it: where a mask is no value of the schema, one that is and tells as little. What
 * the schema itself names (`enum`, `const`) is no secret and stays. Not every schema can be met: check the result.
 */
export function fitSchema(masked: Json, original: Json, schema: Json | undefined, root: Json): Json {
  const node = resolve(schema, root)
  if (!isObject(node)) return masked
  if (isObject(original) && isObject(masked)) {
    const entries = Object.entries(masked).map(([key, value]): [string, Json] => {
      const before = original[key]
      return [key, before === undefined ? value : fitSchema(value, before, propertyOf(node, key, root), root)]
    })
    return Object.fromEntries(entries)
  }
  if (Array.isArray(original) && Array.isArray(masked)) {
    const items = find(node, root, ({ items: each }) => (isObject(each) ? each : undefined))
    return masked.map((value, at) => fitSchema(value as Json, original[at] as Json, items, root))
  }
  return masked === original ? masked : fitScalar(masked, original, node)
}

function fitScalar(masked: Json, original: Json, node: Schema): Json {
  const { enum: named, const: only, format, minLength, maxLength, minimum, maximum, exclusiveMinimum } = node
  if ((Array.isArray(named) && named.includes(original)) || only === original) return original
  if (typeof original === 'number') {
    const least = typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : minimum
    if (typeof masked !== 'number') return typeof least === 'number' ? least : 0
    if (typeof least === 'number' && masked < least) return least
    return typeof maximum === 'number' && masked > maximum ? maximum : masked
  }
  if (typeof original !== 'string') return masked
  const known = typeof format === 'string' ? BY_FORMAT[format] : undefined
  const text = known ?? (typeof masked === 'string' ? masked : '***')
  const padded = typeof minLength === 'number' ? text.padEnd(Math.min(minLength, 10_000), '*') : text
  return typeof maxLength === 'number' ? padded.slice(0, maxLength) : padded
}

function propertyOf(node: Schema, key: string, root: Json): Json | undefined {
  return find(node, root, ({ properties, additionalProperties }) => {
    if (isObject(properties) && Object.hasOwn(properties, key)) return properties[key]
    return isObject(additionalProperties) ? additionalProperties : undefined
  })
}

/** In a schema, or in the first of those that it is put together of. */
function find(
  node: Schema,
  root: Json,
  pick: (node: Schema) => Json | undefined,
  depth = 0,
): Json | undefined {
  const own = pick(node)
  if (own !== undefined || depth > MAX_DEPTH) return own
  for (const word of ['allOf', 'anyOf', 'oneOf'] as const) {
    const parts = node[word]
    for (const part of Array.isArray(parts) ? parts : []) {
      const resolved = resolve(part as Json, root)
      const found = isObject(resolved) ? find(resolved, root, pick, depth + 1) : undefined
      if (found !== undefined) return found
    }
  }
  return undefined
}

const MAX_DEPTH = 10

/** Follows `$ref` within the schema. */
function resolve(schema: Json | undefined, root: Json): Json | undefined {
  let node = schema
  for (let depth = 0; isObject(node) && typeof node['$ref'] === 'string' && depth < MAX_DEPTH; depth++) {
    const reference: string = node['$ref']
    if (!reference.startsWith('#')) return undefined
    node = reference
      .slice(1)
      .split('/')
      .filter(Boolean)
      .reduce<Json | undefined>((at, part) => {
        const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
        return isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
      }, root)
  }
  return node
}
