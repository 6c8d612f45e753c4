import type { TlsMode } from '@sallyport/core'

export const TLS_WORDS: Readonly<Record<TlsMode, { readonly short: string; readonly label: string }>> = {
  'verify-full': { short: 'verified', label: 'Verify the certificate and the host (recommended)' },
  require: { short: 'encrypted', label: 'Encrypt, without verifying who answers' },
  disable: { short: 'none', label: 'No TLS: only on a network that you trust' },
}
