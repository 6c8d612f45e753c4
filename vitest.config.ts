import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const alias = { '~': fileURLToPath(new URL('apps/console/src', import.meta.url)) }

export default defineConfig({
  resolve: { alias },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{apps,packages,demo,prisma,scripts,e2e,bench,conformance}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/dist/**', '**/.next/**', 'e2e/gateway/**'],
          globalSetup: ['packages/testkit/src/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'gateway',
          include: ['e2e/gateway/**/*.test.ts'],
          globalSetup: ['e2e/start-product.ts'],
          fileParallelism: false,
          // whole products are started in hooks
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
