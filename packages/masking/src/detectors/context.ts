import { isDigit, isLetter } from './characters'

/** The text right before a place, in lower case, without what stands before an earlier number. */
export function textBefore(bytes: Uint8Array, start: number, length: number): string {
  let from = start
  while (from > 0 && start - from < length && !isDigit(bytes[from - 1])) from--
  return lower(bytes, from, start)
}

/** The text right after a place, in lower case, up to the next number. */
export function textAfter(bytes: Uint8Array, end: number, length: number): string {
  let to = end
  while (to < bytes.length && to - end < length && !isDigit(bytes[to])) to++
  return lower(bytes, end, to)
}

function lower(bytes: Uint8Array, start: number, end: number): string {
  if (!hasLetter(bytes, start, end)) return '' // no word says anything
  return String.fromCharCode(...bytes.subarray(start, end)).toLowerCase()
}

function hasLetter(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isLetter(bytes[at]) || (bytes[at] as number) >= 0x80) return true
  return false
}
