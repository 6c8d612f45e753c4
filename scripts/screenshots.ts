import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { demoFile } from '../e2e/product'

/*
 * Takes pictures of the running product (`npm start` first): `npm run screenshots [-- DIRECTORY [NAME …]]`, by
 * default those of the README. It runs the README's tour with psql, so that there is something to see, and leaves
 * the demo as it was.
 */

const [, , directory = 'docs', ...asked] = process.argv
const wanted = asked.length > 0 || process.argv[2] ? asked : ['approval', 'session']
const data = resolve(process.env.SALLYPORT_DATA ?? '.sallyport')
const demo = demoFile(data)
const widths = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

const tour = `
\\echo -- a report for support
SELECT id, name, email, phone, card_number FROM customers ORDER BY id LIMIT 20;
SELECT status, count(*) FROM orders GROUP BY status ORDER BY 2 DESC;
DELETE FROM orders;
DROP TABLE orders;
`

/** An agent that has read, was denied, and now waits. */
function startAgent() {
  const { host, port } = demo.gateway.postgres
  const child = spawn(
    'psql',
    ['-X', '-h', host, '-p', String(port), '-U', demo.agent.name, '-d', demo.connection],
    {
      env: { PATH: process.env.PATH, PGPASSWORD: demo.agent.token },
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  )
  const held = new Promise<void>((done) => {
    child.stderr.on('data', (text: Buffer) => {
      if (text.includes('waiting for approval')) done()
    })
  })
  child.stdin.write(tour)
  return { held, stop: () => child.kill('SIGINT') }
}

async function take(
  browser: Browser,
  who: string,
  name: string,
  open: (page: Page) => Promise<void>,
): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name)) return
  const person = demo.people.find(({ role }) => role === who)
  if (!person) throw new Error(`The demo has no ${who}`)
  for (const [device, viewport] of Object.entries(widths)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport, colorScheme, baseURL: demo.consoleUrl })
      const page = await context.newPage()
      await page.goto('/sign-in')
      await page.getByLabel('E-mail').fill(person.email)
      await page.getByLabel('Password').fill(person.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL((url) => url.pathname === '/')
      await open(page)
      await page.waitForLoadState('load')
      await page.screenshot({ path: join(directory, `${name}-${device}-${colorScheme}.png`) })
      await context.close()
      console.log(`${name} ${device} ${colorScheme}`)
    }
  }
}

/** Opens the page of the first thing in a list. */
async function openFirst(page: Page, list: string, query = ''): Promise<void> {
  await page.goto(list)
  // an id (a version 7 UUID begins with its time), and no other page of the section
  const first = page.locator(`main :is(li, tr) a[href^="${list}/0"]`).first()
  await first.waitFor()
  const address = await first.getAttribute('href')
  if (!address) throw new Error(`${list} links to nothing`)
  await page.goto(address + query)
  await page.waitForLoadState('networkidle').catch(() => undefined)
}

mkdirSync(directory, { recursive: true })
const agent = startAgent()
await agent.held
const executablePath = existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined
const browser = await chromium.launch({
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  ...(executablePath && { executablePath }),
})
try {
  await take(browser, 'admin', 'overview', async (page) => void (await page.goto('/')))
  await take(browser, 'approver', 'approvals', async (page) => void (await page.goto('/approvals')))
  await take(browser, 'approver', 'approval', (page) => openFirst(page, '/approvals'))
  await take(browser, 'admin', 'connections', async (page) => void (await page.goto('/connections')))
  await take(browser, 'admin', 'rules', async (page) => void (await page.goto('/rules')))
  await take(browser, 'admin', 'masking', async (page) => void (await page.goto('/masking')))
  await take(browser, 'admin', 'people', async (page) => void (await page.goto('/people')))
  await take(browser, 'reviewer', 'sessions', async (page) => void (await page.goto('/sessions')))
  await take(browser, 'reviewer', 'audit', async (page) => void (await page.goto('/audit')))
  await take(browser, 'reviewer', 'session', (page) => openFirst(page, '/sessions', '?statement=1'))
} finally {
  await browser.close()
  agent.stop()
}
