/** Ranges in which no target lives: first address and prefix length. */
const FORBIDDEN_4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], // "this" network, RFC 1122
  ['169.254.0.0', 16], // link-local, RFC 3927; the metadata service of most clouds
  ['100.100.100.200', 32], // Alibaba's metadata service
  ['192.0.0.192', 32], // Oracle's
  ['168.63.129.16', 32], // Azure's
  ['224.0.0.0', 3], // multicast, reserved, broadcast
]
const FORBIDDEN_6: readonly (readonly [string, number])[] = [
  ['::', 128],
  ['fe80::', 10], // link-local, RFC 4291
  ['fd00:ec2::254', 128], // Amazon's metadata service
  ['ff00::', 8], // multicast
]
/** IPv6 ranges that carry an IPv4 address: where it begins, in 16-bit groups. */
const CARRIERS: readonly (readonly [string, number, number])[] = [
  ['::ffff:0:0', 96, 6], // mapped, RFC 4291
  ['64:ff9b::', 96, 6], // NAT64, RFC 6052
  ['2002::', 16, 1], // 6to4, RFC 3056
]

/**
 * Whether an address (in the usual text form of IPv4 or IPv6) is link-local, a cloud's metadata service, or no one
 * host. Whatever cannot be read as an address is forbidden too.
 */
export function isForbiddenAddress(address: string): boolean {
  const four = parse4(address)
  if (four) return isWithin(four, 8, FORBIDDEN_4, parse4)
  const six = parse6(address)
  if (!six) return true
  if (isWithin(six, 16, FORBIDDEN_6, parse6)) return true
  return CARRIERS.some(([base, length, at]) => {
    if (!isWithin(six, 16, [[base, length]], parse6)) return false
    const carried = six.slice(at, at + 2).flatMap((group) => [group >> 8, group & 0xff])
    return isWithin(carried, 8, FORBIDDEN_4, parse4)
  })
}

type Parts = readonly number[]

function isWithin(
  address: Parts,
  bits: number,
  ranges: readonly (readonly [string, number])[],
  parse: (text: string) => Parts | null,
): boolean {
  return ranges.some(([base, length]) => {
    const start = parse(base) ?? []
    return address.every((part, index) => {
      const left = length - index * bits
      if (left <= 0) return true
      const shift = Math.max(0, bits - left)
      return part >> shift === (start[index] ?? 0) >> shift
    })
  })
}

function parse4(text: string): Parts | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return null
  const numbers = parts.map(Number)
  return numbers.every((number) => number <= 255) ? numbers : null
}

function parse6(text: string): Parts | null {
  const [bare = ''] = text.split('%') // a zone says which link, not which address
  const [head = '', tail, more] = bare.split('::')
  if (more !== undefined) return null
  const before = groups(head)
  const after = tail === undefined ? [] : groups(tail)
  if (!before || !after) return null
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return null
  return [...before, ...Array<number>(missing).fill(0), ...after]
}

function groups(text: string): number[] | null {
  if (text === '') return []
  const parts = text.split(':')
  const four = parse4(parts.at(-1) ?? '')
  const hex = four ? parts.slice(0, -1) : parts
  if (!hex.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return null
  const numbers = hex.map((part) => Number.parseInt(part, 16))
  const [a = 0, b = 0, c = 0, d = 0] = four ?? []
  return four ? [...numbers, (a << 8) | b, (c << 8) | d] : numbers
}
