import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PlainError } from '../scripts/run.mjs'
import type { Ending } from './ending'

export interface Certificate {
  readonly certFile: string
  readonly keyFile: string
}

/** A certificate for this run, which nobody checks; its key may be read by everybody, whoever PgBouncer runs as. */
export async function makeCertificate(ending: Ending): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-bench-tls-'))
  ending.defer(() => rm(folder, { recursive: true, force: true }))
  const certFile = join(folder, 'cert.pem')
  const keyFile = join(folder, 'key.pem')
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost']
  await promisify(execFile)('openssl', [...args, '-out', certFile, '-keyout', keyFile]).catch((error) => {
    throw new PlainError(`openssl, which makes the certificate, failed: ${String(error)}`)
  })
  await chmod(folder, 0o755)
  await chmod(keyFile, 0o644)
  return { certFile, keyFile }
}
