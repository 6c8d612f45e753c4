import { encodeText } from '../../text'
import { indexOfBytes } from '../characters'
import type { Detector } from '../scan'
import type { Span } from '../span'

const BEGIN = encodeText('-----BEGIN ')
const END = encodeText('-----END ')
const DASHES = encodeText('-----')
const KIND = /^[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?$/
const LONGEST_KIND = 48
/** The largest key that anybody has is far below. */
const LONGEST_KEY = 65_536

/**
 * Private keys in PEM and armour: from their first line to their last. One that does not end is a key up to
 * where a key could have ended, so that a part of a key is none that passes.
 */
export const detectPrivateKey: Detector = ({ bytes }) => {
  const spans: Span[] = []
  let at = indexOfBytes(bytes, BEGIN, 0)
  while (at >= 0) {
    const kindStart = at + BEGIN.length
    const kindEnd = indexOfBytes(bytes, DASHES, kindStart, kindStart + LONGEST_KIND)
    const kind = kindEnd < 0 ? '' : String.fromCharCode(...bytes.subarray(kindStart, kindEnd))
    if (!KIND.test(kind)) {
      at = indexOfBytes(bytes, BEGIN, kindStart)
      continue
    }
    const end = keyEnd(bytes, kindEnd + DASHES.length)
    spans.push({ start: at, end, dataClass: 'private-key' })
    at = indexOfBytes(bytes, BEGIN, end)
  }
  return spans
}

function keyEnd(bytes: Uint8Array, from: number): number {
  const last = Math.min(bytes.length, from + LONGEST_KEY)
  const end = indexOfBytes(bytes, END, from, last)
  if (end < 0) return last
  const dashes = indexOfBytes(bytes, DASHES, end + END.length, end + END.length + LONGEST_KIND)
  return dashes < 0 ? Math.min(last, end + END.length + LONGEST_KIND) : dashes + DASHES.length
}
