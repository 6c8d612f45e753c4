import { Shape } from './shape'

const MARKS: Readonly<Record<number, string>> = { 1: '‹integer›', 2: '‹number›', 3: '‹text›' }
/** A first comment carries the reason and changes nothing; one inside another would end elsewhere. */
const FIRST_COMMENT = /^\s*\/\*(?:(?!\/\*)[\s\S])*?\*\//

/**
 * A statement with a mark in place of each literal, as `‹integer›`, so that texts which differ in their literals only
 * are the same. null: it has no shape, as what is unusual has none; nobody can say yes to such a shape.
 */
export function readableShape(text: string): string | null {
  const bytes = new TextEncoder().encode(text.replace(FIRST_COMMENT, ''))
  const shape = new Shape()
  if (!shape.read(bytes, 0, bytes.length)) return null
  const parts = Array.from(
    shape.bytes.subarray(0, shape.size),
    (byte) => MARKS[byte] ?? String.fromCharCode(byte),
  )
  return parts.join('').trim()
}
