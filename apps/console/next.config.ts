import { join } from 'node:path'
import type { NextConfig } from 'next'

const root = join(import.meta.dirname, '..', '..')

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  turbopack: { root },
  outputFileTracingRoot: root,
  // The parser reads its WebAssembly from a file beside its own code.
  serverExternalPackages: ['pg', '@prisma/adapter-pg', '@prisma/client', 'libpg-query'],
  transpilePackages: [
    '@sallyport/api',
    '@sallyport/core',
    '@sallyport/db',
    '@sallyport/identity',
    '@sallyport/masking',
    '@sallyport/policy',
    '@sallyport/recording',
    '@sallyport/secrets',
    '@sallyport/sql',
  ],
}

export default config
