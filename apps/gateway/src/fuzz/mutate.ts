import { message } from '../protocols/postgres/codec/write'
import type { Random } from './random'

/** Numbers at which lengths and counts go wrong. */
const EDGES = [
  0, 1, 2, 3, 4, 5, 0x7f, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
] as const

/** What a hostile or broken peer might have sent in place of this message. */
export function mutate(sent: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(sent)
  const at = random.below(bytes.length)
  switch (random.below(9)) {
    case 0:
      bytes[at] = random.below(256)
      return bytes
    case 1:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
      return bytes
    case 2:
      return bytes.subarray(0, at)
    case 3:
      return Buffer.concat([bytes, bytes.subarray(at)])
    case 4: {
      const inserted = Buffer.from(Array.from({ length: 1 + random.below(8) }, () => random.below(256)))
      return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)])
    }
    case 5:
      if (bytes.length >= at + 4) bytes.writeUInt32BE(random.oneOf(EDGES) >>> 0, at)
      return bytes
    case 6:
      if (bytes.length >= at + 2) bytes.writeUInt16BE(random.oneOf(EDGES) & 0xffff, at)
      return bytes
    case 7:
      return reframe(bytes, at, random)
    default:
      bytes[0] = random.below(256) // another type with the same body
      return bytes
  }
}

/** The length still fits, so that the damage is inside the body, where only its decoder can find it. */
function reframe(bytes: Buffer, at: number, random: Random): Buffer {
  const body = Buffer.concat([
    bytes.subarray(5, Math.max(5, at)),
    Buffer.alloc(random.below(4), random.below(256)),
  ])
  return message(String.fromCharCode(bytes[0] ?? 0), body)
}
