import { encodeText } from '../../text'
import { indexOfBytes } from '../characters'
import type { Detector } from '../scan'

const BEGIN = encodeText('-----BEGIN ')
const END = encodeText('-----END ')
const DASHES = encodeText('-----')
const DASH = 0x2d
const KIND = /^[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?$/
const LONGEST_KIND = 48
/** The largest key that anybody has is far below. */
const LONGEST_KEY = 65_536

/**
 * Private keys in PEM and armour: from their first line to their last. One that does not end is a key up to
 * where a key could have ended, so that a part of a key is none that passes.
 */
export const detectPrivateKey: Detector = ({ bytes, survey }, found) => {
  let from = 0
  for (const dash of survey.dashes) {
    const at = firstDash(bytes, dash)
    if (at < from || indexOfBytes(bytes, BEGIN, at, at + BEGIN.length) !== at) continue
    const kindStart = at + BEGIN.length
    const kindEnd = indexOfBytes(bytes, DASHES, kindStart, kindStart + LONGEST_KIND)
    const kind = kindEnd < 0 ? '' : String.fromCharCode(...bytes.subarray(kindStart, kindEnd))
    if (!KIND.test(kind)) continue
    from = keyEnd(bytes, kindEnd + DASHES.length)
    found.push({ start: at, end: from, dataClass: 'private-key' })
  }
}

/** Of a row of dashes the last five begin the line. */
function firstDash(bytes: Uint8Array, fifth: number): number {
  let last = fifth
  while (bytes[last + 1] === DASH) last++
  return last - DASHES.length + 1
}

function keyEnd(bytes: Uint8Array, from: number): number {
  const last = Math.min(bytes.length, from + LONGEST_KEY)
  const end = indexOfBytes(bytes, END, from, last)
  if (end < 0) return last
  const dashes = indexOfBytes(bytes, DASHES, end + END.length, end + END.length + LONGEST_KIND)
  return dashes < 0 ? Math.min(last, end + END.length + LONGEST_KIND) : dashes + DASHES.length
}
