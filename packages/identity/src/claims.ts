/** What a verified token says, as it came: nothing in it has been looked at. */
export type Claims = Readonly<Record<string, unknown>>

/**
 * A claim by its path, with dots between the names. Names may have dots themselves ("kubernetes.io"): of the ways to
 * read a path the one whose first name is longest wins. Undefined: there is no such claim.
 */
export function claimAt(claims: Claims, path: string): unknown {
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const name = path.slice(0, end)
    if (!Object.hasOwn(claims, name)) continue
    const value = claims[name]
    if (end === path.length) return value
    return isObject(value) ? claimAt(value, path.slice(end + 1)) : undefined
  }
  return undefined
}

/** A claim's values as texts: a list's items, or the one value. What is neither text, number nor yes or no is left out. */
export function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => (isScalar(item) ? [String(item)] : []))
  return isScalar(value) ? [String(value)] : []
}

export function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
