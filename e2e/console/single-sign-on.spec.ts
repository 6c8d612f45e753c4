import { freePort } from '@sallyport/testkit'
import { type IdentityProvider, PROVIDER_NAME, startIdentityProvider, UNVERIFIED } from '../identity-provider'
import { type RunningProduct, startProduct } from '../product'
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
