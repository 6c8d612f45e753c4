import type { Browser, CDPSession } from '@playwright/test'

/** A network as WebPageTest and the browser's own tools define it. Throughput in bytes a second. */
export interface Network {
  readonly name: string
  readonly latency: number
  readonly downloadThroughput: number
  readonly uploadThroughput: number
}

export interface PageSample {
  /** As they travelled: compressed, with headers. */
  readonly scriptBytes: number
  readonly allBytes: number
  /** Of the largest thing in sight, since the navigation began. */
  readonly lcpMs: number
}

interface SignedIn {
  readonly consoleUrl: string
  readonly cookies: readonly { readonly name: string; readonly value: string }[]
}

/** Opens a page as somebody who was never here, on a machine that is `cpu` times as slow. */
export async function measurePage(
  browser: Browser,
  { consoleUrl, cookies }: SignedIn,
  path: string,
  network: Network,
  cpu: number,
): Promise<PageSample> {
  const context = await browser.newContext({
    baseURL: consoleUrl,
    viewport: { width: 1440, height: 900 },
  })
  try {
    await context.addCookies(cookies.map((cookie) => ({ ...cookie, url: consoleUrl, httpOnly: true })))
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    const bytes = await countBytes(devtools)
    const { name: _, ...conditions } = network
    await devtools.send('Network.emulateNetworkConditions', { offline: false, ...conditions })
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpu })
    await page.addInitScript(`new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.largestAt = entry.startTime
    }).observe({ type: 'largest-contentful-paint', buffered: true })`)
    await page.goto(path, { waitUntil: 'load' })
    await quiet(bytes)
    return { ...bytes.now(), lcpMs: await page.evaluate<number>('window.largestAt ?? 0') }
  } finally {
    await context.close()
  }
}

async function countBytes(devtools: CDPSession) {
  const types = new Map<string, string>()
  let scriptBytes = 0
  let allBytes = 0
  let lastAt = Date.now()
  devtools.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type))
  devtools.on('Network.dataReceived', () => {
    lastAt = Date.now()
  })
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    lastAt = Date.now()
    allBytes += encodedDataLength
    if (types.get(requestId) === 'Script') scriptBytes += encodedDataLength
  })
  await devtools.send('Network.enable')
  return { now: () => ({ scriptBytes, allBytes }), silentMs: () => Date.now() - lastAt }
}

const QUIET_MS = 2_000
const PATIENCE_MS = 30_000

/** What a page loads after its load event counts too; a stream that stays open does not. */
async function quiet(bytes: { readonly silentMs: () => number }): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end && bytes.silentMs() < QUIET_MS; ) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
