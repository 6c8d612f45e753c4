import { join } from 'node:path'
import type { NextConfig } from 'next'

const root = join(import.meta.dirname, '..', '..')

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  turbopack: { root },
  outputFileTracingRoot: root,
  serverExternalPackages: ['pg', '@prisma/adapter-pg', '@prisma/client'],
  transpilePackages: [
    '@sallyport/api',
    '@sallyport/core',
    '@sallyport/db',
    '@sallyport/recording',
    '@sallyport/secrets',
  ],
}

export default config
