import { freePort } from '@sallyport/testkit'
import { type IdentityProvider, PROVIDER_NAME, startIdentityProvider, UNVERIFIED } from '../identity-provider'
import { type RunningProduct, startProduct } from '../product'
import { expectAccessible } from './accessible'
import { expect, type Page, test } from './test'

// A product of its own, for it is told of the provider by its environment.
test.skip(({ isMobile }) => isMobile, 'nothing of it depends on the width')
test.describe.configure({ mode: 'serial' })

let provider: IdentityProvider
let product: RunningProduct
test.beforeAll(async () => {
  const consolePort = await freePort()
  provider = await startIdentityProvider(`http://localhost:${consolePort}`)
  product = await startProduct({ consolePort }, provider.env)
})
test.afterAll(async () => {
  await product?.remove()
  await provider?.stop()
})

/** As far as the provider's answer takes a person who says there that they are `email`. */
async function continueAs(page: Page, email: string): Promise<void> {
  await page.goto(`http://localhost:${product.consolePort}/account`)
  await page.getByRole('button', { name: `Continue with ${PROVIDER_NAME}` }).click()
  await page.locator('input[name=login]').fill(email)
  await page.locator('input[name=password]').fill('what it does not check')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

test('a person whom an admin entered signs in with the identity provider', async ({ page }) => {
  await continueAs(page, 'Rita@Example.com')
  await expect(page).toHaveURL(`http://localhost:${product.consolePort}/account`)
  await expect(page.getByText('rita@example.com')).toBeVisible()

  await page.goto(`http://localhost:${product.consolePort}/audit?search=Rita`)
  await expect(page.getByRole('table')).toContainText('sign-in.succeed')
})

test('what the provider says of somebody’s groups is mapped at each sign-in, and can be tried before', async ({
  page,
  browser,
}) => {
  const origin = `http://localhost:${product.consolePort}`
  await continueAs(page, 'ada@example.com')
  await page.goto(`${origin}/people?kind=group`)
  await page.getByLabel('New group').fill('db-team')
  await page.getByRole('button', { name: 'Create group' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'db-team' })).toBeVisible()

  await page.goto(`${origin}/settings/sign-in`)
  await expect(page.getByText(PROVIDER_NAME)).toBeVisible()
  await page.getByRole('button', { name: 'Add rule' }).click()
  await page.getByLabel('Has the value').fill('acme-dba')
  await page.getByLabel('Groups').fill('db-team')
  await page.keyboard.press('Enter')
  await page.getByLabel('Claims', { exact: true }).fill('{ "groups": ["acme-dba"] }')
  await page.getByRole('button', { name: 'Try these claims' }).click()
  await expect(page.getByText('Rules that hold: 1')).toBeVisible()
  await page.getByRole('button', { name: 'Try with my last sign-in' }).click()
  await expect(page.getByText('No rule holds for these claims')).toBeVisible()
  await expect(page.getByLabel('Claims of your last sign-in')).toContainText('ada@example.com')
  await expectAccessible(page, 'the mapping of groups')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved: it holds from the next sign-in on', { exact: true })).toBeVisible()

  for (const [groups, isIn] of [
    [['acme-dba'], true],
    [[], false],
  ] as const) {
    provider.groups.set('rita@example.com', groups)
    const context = await browser.newContext()
    const theirs = await context.newPage()
    await continueAs(theirs, 'rita@example.com')
    await expect(theirs).toHaveURL(`${origin}/account`)
    await expect(theirs.getByRole('definition').filter({ hasText: 'db-team' })).toHaveCount(isIn ? 1 : 0)
    await context.close()
  }
})

for (const [which, email] of [
  ['that nobody entered', 'stranger@example.com'],
  ['that the provider did not verify', `${UNVERIFIED}rita@example.com`],
] as const) {
  test(`an address ${which} is refused in words, and stays out`, async ({ page }) => {
    await continueAs(page, email)
    await expect(page.getByRole('alert').filter({ hasText: 'Your account may not sign in' })).toBeVisible()
    await page.goto(`http://localhost:${product.consolePort}/account`)
    await expect(page).toHaveURL(/\/sign-in\?next=/)
  })
}
