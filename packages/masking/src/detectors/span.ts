import type { DataClass } from '@sallyport/core'

/** Where something was found: the bytes from `start` up to and without `end`. */
export interface Span {
  readonly start: number
  readonly end: number
  /** `other` for what a detector of one's own found. */
  readonly dataClass: DataClass
}

/**
 * Sorts spans and joins those that overlap, so that nothing of either is left. The joined span has the
 * class of the longer one.
 */
export function resolveOverlaps(spans: readonly Span[]): readonly Span[] {
  if (areApart(spans)) return spans
  const resolved: Span[] = []
  for (const span of spans.toSorted((left, right) => left.start - right.start || right.end - left.end)) {
    const last = resolved.at(-1)
    if (!last || span.start >= last.end) {
      resolved.push(span)
      continue
    }
    const { dataClass } = span.end - span.start > last.end - last.start ? span : last
    resolved[resolved.length - 1] = { start: last.start, end: Math.max(last.end, span.end), dataClass }
  }
  return resolved
}

/** Sorted already, and nothing overlaps: most of the time. */
function areApart(spans: readonly Span[]): boolean {
  for (let index = 1; index < spans.length; index++)
    if ((spans[index] as Span).start < (spans[index - 1] as Span).end) return false
  return true
}
