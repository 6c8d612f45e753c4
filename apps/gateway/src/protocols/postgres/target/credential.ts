import { SallyportError } from '@sallyport/core'

/** What a connection's credential holds: a password, a client certificate with its key, or all of them. */
export interface Credential {
  /** Empty: none. */
  readonly password: string
  /** PEM, with the certificates that lead from it to the authority; null: none. */
  readonly certificate: { readonly cert: string; readonly key: string } | null
}

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g
const LINE = /.{1,64}/g

/**
 * Reads a credential: a password, or in PEM form a certificate and its key, with the password before them if the
 * target asks for both. Line ends may have been lost on the way, as they are in a field of one line.
 */
export function readCredential(text: string): Credential {
  const blocks = [...text.matchAll(PEM)].map(([, label = '', body = '']) => ({ label, body }))
  if (blocks.length === 0) return { password: text, certificate: null }
  const isKey = ({ label }: { readonly label: string }) => label.endsWith('PRIVATE KEY')
  const certificates = blocks.filter(({ label }) => label === 'CERTIFICATE')
  const [key, ...more] = blocks.filter(isKey)
  if (certificates.length === 0 || !key || more.length > 0)
    throw unusable('must have a certificate and one private key')
  if (key.label.includes('ENCRYPTED') || key.body.includes('ENCRYPTED'))
    throw unusable('has a key that is encrypted')
  return {
    password: text.replace(PEM, '').replace(/[\r\n]+$|^[\r\n]+/g, ''),
    certificate: { cert: certificates.map(pem).join(''), key: pem(key) },
  }
}

function pem({ label, body }: { readonly label: string; readonly body: string }): string {
  const lines = body.replace(/\s/g, '').match(LINE) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

function unusable(why: string): SallyportError {
  return new SallyportError('TARGET_UNREACHABLE', `the credential of this connection ${why}`, {
    hint: 'Give it as PEM, the key without a passphrase.',
  })
}
