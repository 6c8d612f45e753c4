import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from '@playwright/test'
import { type FirstName, personOfDemo, signIn } from '../person'
import { demoFile } from '../product'

interface Fixtures {
  /** A page of somebody who is signed in, in a browser context of their own. */
  readonly as: (name: FirstName) => Promise<Page>
}

export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
  baseURL: async ({}, use) => use(demoFile().consoleUrl),

  as: async ({ browser, viewport, isMobile, hasTouch }, use) => {
    const contexts: BrowserContext[] = []
    const problems: string[] = []
    await use(async (name) => {
      const options = { baseURL: demoFile().consoleUrl, viewport, isMobile, hasTouch }
      const context = await signedInContext(browser, options, name)
      contexts.push(context)
      const page = await context.newPage()
      page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
      return page
    })
    await Promise.all(contexts.map((context) => context.close()))
    expect(problems).toEqual([])
  },
})

export { expect, type Page }

async function signedInContext(
  browser: Browser,
  options: BrowserContextOptions,
  name: FirstName,
): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  const { cookies } = await signIn(name)
  await context.addCookies(
    cookies.map((cookie) => ({ ...cookie, url: demoFile().consoleUrl, httpOnly: true })),
  )
  return context
}

/** By the form, as a person does. */
export async function signInByForm(
  page: Page,
  name: FirstName,
  password = personOfDemo(name).password,
): Promise<void> {
  await page.getByLabel('E-mail').fill(personOfDemo(name).email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
