/** A type's own name without its schema, modifiers and brackets, from what format_type writes: `gw."Odd"(3)[]` is Odd. */
export function typeNameOf(type: string): string {
  return partsOf(type).name
}

/** The schema is undefined where format_type leaves it out, that is, for PostgreSQL's own types. */
export function partsOf(type: string): { readonly schema: string | undefined; readonly name: string } {
  const plain = type
    .replace(/\(.*?\)/, '')
    .replace(/(\[\])+$/, '')
    .trim()
  const parts = [...plain.matchAll(/"((?:[^"]|"")*)"|([^.]+)/g)].map(
    ([, quoted, word]) => quoted?.replaceAll('""', '"') ?? word ?? '',
  )
  const [name = '', schema] = parts.toReversed()
  return { schema, name }
}
