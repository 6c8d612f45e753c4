/** Bytes from `start` up to and without `end`. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * What a `Range` header asks of `size` bytes: RFC 9110, section 14. One range only; null for no range or one that we
 * need not understand, which asks for everything; 'unsatisfiable' for one that lies outside.
 */
export function parseByteRange(header: string | null, size: number): ByteRange | null | 'unsatisfiable' {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (from === undefined || to === undefined || from + to === '') return null
  if (from === '') {
    const start = Math.max(0, size - Number(to))
    return Number(to) === 0 || size === 0 ? 'unsatisfiable' : { start, end: size }
  }
  const start = Number(from)
  if (to !== '' && Number(to) < start) return null
  if (start >= size) return 'unsatisfiable'
  return { start, end: to === '' ? size : Math.min(Number(to) + 1, size) }
}
