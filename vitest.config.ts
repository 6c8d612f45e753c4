import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '~': fileURLToPath(new URL('apps/console/src', import.meta.url)) } },
  test: {
    include: ['{apps,packages,demo,prisma,scripts}/**/*.test.{ts,tsx}', 'e2e/gateway/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
