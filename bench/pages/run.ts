import { type Browser, chromium } from '@playwright/test'
import { consoleDatabaseUrl } from '../../e2e/databases'
import { setProductData } from '../../e2e/env'
import { type FirstName, signIn } from '../../e2e/person'
import { demoFile, startProduct } from '../../e2e/product'
import { PlainError } from '../../scripts/run.mjs'
import { findBrowser } from '../../scripts/tools.mjs'
import type { Options } from '../options.mjs'
import { addSessions, MANY, measureLists } from './many-sessions'
import { measurePage, type Network, type PageSample } from './measure-page'

const CPU = 4
const KILOBYTE = 1_000
/** https://github.com/WPO-Foundation/webpagetest: "3GFast". */
const FAST_3G: Network = {
  name: 'fast 3G',
  latency: 150,
  downloadThroughput: 200_000,
  uploadThroughput: 96_000,
}
/** What is asked of the product. */
const MOST_SCRIPT_BYTES = 200 * KILOBYTE
const LONGEST_LCP_MS = 1_500
const LONGEST_LIST_MS = 200

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Measures how much script pages load and how soon they show something, and how soon long lists answer. */
export async function runPagesBench({ rounds }: Pick<Options, 'rounds'>): Promise<void> {
  const executablePath = await findBrowser()
  if (!executablePath) throw new PlainError('There is no browser: install Chromium.')
  say('starting the product')
  const product = await startProduct()
  setProductData(product.data)
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  })
  try {
    const misses = [...(await pages(browser, product.data, rounds)), ...(await lists(product.data))]
    say(
      misses.length === 0
        ? '\nEverything is within its bounds.'
        : `\nBeyond its bounds: ${misses.join('; ')}`,
    )
  } finally {
    await browser.close()
    await product.remove()
  }
}

async function pages(browser: Browser, data: string, rounds: number): Promise<readonly string[]> {
  const demo = demoFile(data)
  const misses: string[] = []
  say(`\n${FAST_3G.name}, ${CPU} times slower, nothing cached; medians of ${rounds}`)
  say('\n| page | JavaScript, kB | all, kB | LCP, ms |\n| --- | ---: | ---: | ---: |')
  for (const [name, path] of await pathsOf(data)) {
    const { cookies } = await signIn(name, demo)
    const samples: PageSample[] = []
    for (let round = 0; round < rounds; round++) {
      samples.push(await measurePage(browser, { consoleUrl: demo.consoleUrl, cookies }, path, FAST_3G, CPU))
    }
    const scriptBytes = median(samples.map((sample) => sample.scriptBytes))
    const allBytes = median(samples.map((sample) => sample.allBytes))
    const lcpMs = median(samples.map((sample) => sample.lcpMs))
    const shown = path.replace(/[0-9a-f-]{36}/, 'ID')
    say(`| ${shown} | ${kb(scriptBytes)} | ${kb(allBytes)} | ${lcpMs.toFixed(0)} |`)
    if (scriptBytes > MOST_SCRIPT_BYTES) misses.push(`${shown} loads ${kb(scriptBytes)} kB of JavaScript`)
    if (path === '/approvals' && lcpMs > LONGEST_LCP_MS)
      misses.push(`${shown} shows its largest part after ${lcpMs.toFixed(0)} ms`)
  }
  return misses
}

async function pathsOf(data: string): Promise<readonly (readonly [FirstName, string])[]> {
  const { api } = await signIn('ada', demoFile(data))
  const { items } = await api.connections.list.query({})
  const id = items[0]?.id ?? ''
  return [
    ['alan', '/approvals'],
    ['ada', '/'],
    ['rita', '/sessions'],
    ['rita', '/statements'],
    ['ada', '/connections'],
    ['ada', `/connections/${id}`],
    ['ada', '/connections/new'],
    ['ada', '/rules'],
    ['ada', '/rules/new'],
    ['ada', '/masking/new'],
    ['ada', '/people'],
    ['rita', '/audit'],
    ['erin', `/sql/${id}`],
    ['erin', '/docs'],
  ]
}

async function lists(data: string): Promise<readonly string[]> {
  const demo = demoFile(data)
  await addSessions(consoleDatabaseUrl(), MANY)
  const { api } = await signIn('rita', demo)
  say(`\n| ${MANY.toLocaleString('en')} sessions | found | ms |\n| --- | ---: | ---: |`)
  const misses: string[] = []
  for (const { name, items, ms } of await measureLists(api, demo)) {
    say(`| ${name} | ${items} | ${ms.toFixed(0)} |`)
    if (ms > LONGEST_LIST_MS) misses.push(`sessions ${name} take ${ms.toFixed(0)} ms`)
  }
  return misses
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0
}

const kb = (bytes: number) => (bytes / KILOBYTE).toFixed(0)
