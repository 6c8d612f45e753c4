import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync } from 'node:fs'
import { join } from 'node:path'

// Certificates are made by openssl, which every Linux and macOS has.

const WORDS = [
  'req',
  '-x509',
  '-newkey',
  'ec',
  '-pkeyopt',
  'ec_paramgen_curve:prime256v1',
  '-nodes',
  '-days',
  '2',
]

/** Makes a key and a certificate that it signs itself, of this name; answers where they are. */
export function makeCertificate(
  folder: string,
  name: string,
): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  execFileSync('openssl', [...WORDS, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' })
  return { key, cert }
}

/** As root the server runs as another user, and it reads a key of root's only with this mode and that group. */
export function giveToServer(key: string): void {
  if (process.getuid?.() === 0) chownSync(key, 0, Number(execFileSync('id', ['-g', 'postgres'])))
  chmodSync(key, 0o640)
}
