import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isForbiddenAddress } from '@sallyport/core'
import { FieldError } from '../errors'

const RESOLVE_TIMEOUT_MS = 1_000

/** Cloud metadata services hand out credentials to whoever asks; no database lives on these addresses. */
const METADATA_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
])

/** What `inet_aton` reads as an IPv4 address although it does not look like one: 2852039166, 0xa9fe.0xa9fe, 0251.1. */
const NUMERIC = /^(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*\.?$/i

/**
 * Refuses a target that is a link-local address or a cloud's metadata service, by address or by what the name
 * resolves to here. Private and loopback addresses are allowed: that is where databases are. A name that resolves to
 * something else later is for the gateway to refuse, since it connects.
 */
export async function assertHost(host: string, allowed: readonly string[], field = 'host'): Promise<void> {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (allowed.includes(name)) return
  if (METADATA_NAMES.has(name)) throw refusal(host, field)
  if (isIP(name)) {
    if (isForbiddenAddress(name)) throw refusal(host, field)
    return
  }
  if (NUMERIC.test(name)) {
    throw new FieldError('INVALID_INPUT', field, `“${host}” is not an address in its usual form`)
  }
  if (name.includes(':')) throw new FieldError('INVALID_INPUT', field, `“${host}” is not a host`)
  for (const address of await resolve(name)) if (isForbiddenAddress(address)) throw refusal(host, field)
}

async function resolve(name: string): Promise<readonly string[]> {
  const timeout = new Promise<readonly string[]>((done) => {
    setTimeout(done, RESOLVE_TIMEOUT_MS, []).unref()
  })
  const found = lookup(name, { all: true }).then(
    (addresses) => addresses.map(({ address }) => address),
    () => [], // a name that only the gateway can resolve is no error here
  )
  return Promise.race([found, timeout])
}

function refusal(host: string, field: string): FieldError {
  return new FieldError(
    'INVALID_INPUT',
    field,
    `“${host}” is a link-local address or a metadata service, not a target`,
    'If it is one, the operator can allow it with SALLYPORT_ALLOWED_HOSTS.',
  )
}
