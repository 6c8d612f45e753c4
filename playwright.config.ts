import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

// Debian's Chromium where it is installed; undefined lets Playwright take its own.
const debian = '/usr/bin/chromium'
const executablePath = existsSync(debian) ? debian : undefined

export default defineConfig({
  testDir: 'e2e/console',
  outputDir: 'test-results/browser',
  globalSetup: './e2e/start-product.ts',
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  // All tests share one running product.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    // The address itself comes from the running product: see e2e/console/test.ts.
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
    { name: 'phone', use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
  ],
})
