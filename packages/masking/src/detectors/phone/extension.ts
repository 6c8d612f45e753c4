import { isAlphanumeric, isDigit } from '../characters'

/** ` ext. ` */
const LONGEST_PREFIX = 6
const LONGEST = 6

/** Where a number ends with its extension (`x0135`, ` ext. 12`), or `end` itself when it has none. */
export function extensionEnd(bytes: Uint8Array, end: number): number {
  const text = String.fromCharCode(...bytes.subarray(end, end + LONGEST_PREFIX + 1)).toLowerCase()
  const [prefix] = /^ ?(?:ext?|x)\.? ?(?=\d)/.exec(text) ?? ['']
  if (prefix === '') return end
  let at = end + prefix.length
  while (isDigit(bytes[at]) && at - end - prefix.length < LONGEST) at++
  return isAlphanumeric(bytes[at]) ? end : at
}
