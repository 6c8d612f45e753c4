import { expect, signInByForm, test } from './test'

test('who is not signed in is asked to, and comes back to where they wanted to go', async ({ page }) => {
  await page.goto('/approvals?status=settled')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await signInByForm(page, 'alan')
  await expect(page).toHaveURL(/\/approvals\?status=settled/)
  await expect(page.getByRole('heading', { name: 'Approvals', level: 1 })).toBeVisible()
})

test('a wrong password is refused without saying what was wrong', async ({ page }) => {
  await page.goto('/sign-in')
  await signInByForm(page, 'rita', 'not-her-password')
  await expect(page.getByRole('alert').filter({ hasText: /password/i })).toBeVisible()
  await expect(page).toHaveURL(/\/sign-in/)
})

test('who signs out is out, also with the old cookie', async ({ as }) => {
  const page = await as('erin')
  await page.goto('/account')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const kept = await page.context().cookies()
  const drawer = page.getByRole('button', { name: 'Open navigation' })
  if (await drawer.isVisible()) await drawer.click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  await page.context().addCookies(kept)
  await page.goto('/account')
  await expect(page).toHaveURL(/\/sign-in/)
})
