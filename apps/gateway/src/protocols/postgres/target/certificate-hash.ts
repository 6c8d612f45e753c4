import { createHash } from 'node:crypto'

/** The DER of the signature algorithms that name their hash; md5 and sha1 count as sha256 (RFC 5929, section 4.1). */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['2a864886f70d010104', 'sha256'], // md5WithRSAEncryption
  ['2a864886f70d010105', 'sha256'], // sha1WithRSAEncryption
  ['2a864886f70d01010b', 'sha256'],
  ['2a864886f70d01010c', 'sha384'],
  ['2a864886f70d01010d', 'sha512'],
  ['2a864886f70d01010e', 'sha224'],
  ['2a8648ce3d0401', 'sha256'], // ecdsa-with-SHA1
  ['2a8648ce3d040301', 'sha224'],
  ['2a8648ce3d040302', 'sha256'],
  ['2a8648ce3d040303', 'sha384'],
  ['2a8648ce3d040304', 'sha512'],
])

/** `tls-server-end-point` of a certificate in DER. Null where its signature names no hash, as Ed25519's and PSS's do. */
export function certificateHash(certificate: Buffer): Buffer | null {
  const outer = element(certificate, 0)
  const signed = outer && element(certificate, outer.begin)
  const algorithm = signed && element(certificate, signed.end)
  const identifier = algorithm && element(certificate, algorithm.begin)
  if (!identifier) return null
  const hash = HASHES.get(certificate.subarray(identifier.begin, identifier.end).toString('hex'))
  return hash ? createHash(hash).update(certificate).digest() : null
}

/** Where the content of the element at `at` begins and ends: a tag, a length in one byte or in the next few. */
function element(der: Buffer, at: number): { readonly begin: number; readonly end: number } | null {
  const first = der[at + 1]
  if (first === undefined) return null
  const bytes = first < 0x80 ? 0 : first & 0x7f
  if (bytes > 4 || at + 2 + bytes > der.length) return null
  const length = bytes === 0 ? first : der.readUIntBE(at + 2, bytes)
  const begin = at + 2 + bytes
  return begin + length <= der.length ? { begin, end: begin + length } : null
}
