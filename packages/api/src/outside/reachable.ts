import { type LookupAddress, lookup } from 'node:dns'
import { lookup as resolve } from 'node:dns/promises'
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net'
import { SallyportError } from '@sallyport/core'
import { FieldError } from '../errors'

/**
 * Where the console itself sends to, on somebody's word: nothing of this machine, of the networks behind it or of the
 * cloud that it runs in. What an operator allows by name is allowed.
 */
const PRIVATE = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8], // "this" network, RFC 1122
  ['10.0.0.0', 8], // private, RFC 1918
  ['100.64.0.0', 10], // shared, RFC 6598
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // Azure's metadata service
  ['169.254.0.0', 16], // link-local, RFC 3927; the metadata service of most clouds
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // IETF protocol assignments; Oracle's metadata service
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks, RFC 2544
  ['224.0.0.0', 3], // multicast, reserved, broadcast
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv4')
}
for (const [net, bits] of [
  ['::', 127], // unspecified and loopback
  ['64:ff9b::', 96], // IPv4 in IPv6, RFC 6052
  ['fc00::', 7], // private, RFC 4193
  ['fe80::', 10], // link-local
  ['ff00::', 8], // multicast
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv6')
}

export function isPrivate(address: string): boolean {
  return PRIVATE.check(address, isIPv4(address) ? 'ipv4' : 'ipv6') // an IPv4-mapped address is checked as IPv4 too
}

/** For the form: says early what the connection itself refuses. A name that does not resolve here is no error yet. */
export async function assertReachable(
  host: string,
  allowed: readonly string[],
  field: string,
): Promise<void> {
  const name = nameOf(host)
  if (allowed.includes(name)) return
  const found = isIP(name)
    ? [{ address: name }]
    : await resolve(name, { all: true }).catch((): { address: string }[] => [])
  if (found.some(({ address }) => isPrivate(address))) {
    throw new FieldError('INVALID_INPUT', field, `“${name}” is inside a private network`, HINT)
  }
}

/**
 * The lookup of a connection: the addresses that are really used are checked, so that a name which resolves to something
 * else a moment later leads nowhere either. Addresses that are written as such never come here: see `assertAddress`.
 */
export function guardedLookup(
  allowed: readonly string[],
  isRefused: (address: string) => boolean = isPrivate,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, '')
      const isAllowed = allowed.includes(nameOf(hostname))
      const usable = isAllowed ? found : found.filter(({ address }) => !isRefused(address))
      const [first] = usable
      if (!first) return callback(refusal(hostname), '')
      if (options.all) return callback(null, usable)
      callback(null, first.address, first.family)
    })
  }
}

/** The same for a host that is an address already, which is never looked up. */
export function assertAddress(host: string, allowed: readonly string[]): void {
  const name = nameOf(host)
  if (isIP(name) && isPrivate(name) && !allowed.includes(name)) throw refusal(name)
}

/** `[::1]:25` → `::1`, `example.com:443` → `example.com`. */
function nameOf(host: string): string {
  const bracketed = /^\[(.*)\]/.exec(host)?.[1]
  if (bracketed !== undefined) return bracketed
  const name = isIP(host) ? host : host.replace(/:\d+$/, '')
  return name.toLowerCase().replace(/\.$/, '')
}

const HINT = 'If it is meant, the operator can allow it with SALLYPORT_ALLOWED_HOSTS.'

function refusal(host: string): SallyportError {
  return new SallyportError('DENIED', `“${host}” is inside a private network`, { hint: HINT })
}
