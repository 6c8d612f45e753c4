import type { Page } from '@playwright/test'
import { expect, test } from './test'

/** Makes a rule by the form and leads to its page. */
async function makeRule(page: Page, name: string): Promise<void> {
  await page.goto('/rules/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Connections').fill('nowhere')
  await page.getByRole('radio', { name: 'Deny' }).check()
  await page.getByRole('button', { name: 'Create rule' }).click()
  await page.getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
}

test('a statement is tried, and every rule says why it had a say or had none', async ({ as }) => {
  const page = await as('ada')
  await page.goto('/rules/new')
  await page.getByLabel('Name', { exact: true }).fill('No drops at all')
  const box = page.getByRole('form', { name: 'Try a statement' })
  await box.getByLabel('Statement').fill('drop table orders')
  await box.getByLabel('As').selectOption({ label: 'reporting-agent' })
  await box.getByLabel('On', { exact: true }).selectOption({ label: 'shop' })
  await page.getByRole('radio', { name: 'Deny' }).check()
  await box.getByRole('button', { name: 'Try statement' }).click()
  const outcome = page.getByRole('region', { name: 'What would be decided' })
  await expect(outcome).toContainText('Denied')
  await expect(outcome).toContainText('by “No drops at all”')
  await expect(outcome).toContainText('shop.public.orders')
  const rules = outcome.getByRole('list', { name: 'Rules that were looked at' })
  await expect(rules).toContainText('Schema changes wait for an approver')

  await page.getByRole('checkbox', { name: 'Observe only' }).check()
  await box.getByRole('button', { name: 'Try statement' }).click()
  await expect(outcome).toContainText('Held')
  await expect(outcome).toContainText('were it enforced: No drops at all')
})

test('what is typed as a resource is completed from the target’s own tables', async ({ as }) => {
  const page = await as('ada')
  await page.goto('/rules/new')
  const option = page.locator('datalist option', { hasText: 'shop.public.orders' }).first()
  await expect(option).toBeAttached()
  await expect(page.locator('datalist option', { hasText: 'shop.public.customers.email' })).toBeAttached()
})

test('a change can be seen and gone back from, a removed rule restored', async ({ as }, { project }) => {
  const page = await as('ada')
  const name = `Nobody nowhere ${project.name} ${Date.now()}`
  await makeRule(page, name)
  await page.getByRole('radio', { name: 'Hold' }).check()
  await page.getByRole('button', { name: 'Save rule' }).click()
  await expect(page).toHaveURL(/\/rules$/)
  await page.getByRole('link', { name }).click()

  const versions = page.getByRole('list', { name: 'Versions' })
  await expect(versions.getByRole('listitem').first()).toContainText('Version 2: Ada Admin changed it')
  await expect(versions).toContainText('effect: deny hold')
  await versions.getByRole('button', { name: 'Go back to version 1' }).click()
  await expect(versions).toContainText('Version 3: Ada Admin went back to an earlier version')
  await expect(page.getByRole('radio', { name: 'Deny' })).toBeChecked()

  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Remove/ })
    .click()
  await expect(page).toHaveURL(/\/rules$/)
  await page.getByText(/^Removed rules/).click()
  await page.getByRole('button', { name: `Restore ${name}` }).click()
  await expect(page.getByRole('link', { name })).toBeVisible()
  await page.getByRole('switch', { name: `${name} is in force` }).click()
})

test('a rule that is not saved yet is tried on what was recorded', async ({ as }) => {
  const page = await as('ada')
  await page.goto('/rules/new')
  await page.getByRole('radio', { name: 'Deny' }).check()
  await page.getByRole('button', { name: 'Look back' }).click()
  await expect(page.getByRole('region', { name: 'What would have changed' }).last()).toContainText(
    /Of \d+ statements|Nothing: all \d+ statements/,
  )
})

test('a starter pack is looked at before it is applied', async ({ as }, { project }) => {
  const page = await as('ada')
  await page.goto('/rules/packs')
  await page.getByLabel('Connections').fill(`nowhere-${project.name}-${Date.now()}`)
  await page.getByLabel('Connections').press('Enter')
  await page.getByRole('button', { name: 'Preview No DDL in production' }).click()
  const rules = page.getByRole('list', { name: 'Rules of No DDL in production' })
  await expect(rules).toContainText('No DDL')
  await expect(rules).toContainText('Deny')
  await page.getByRole('button', { name: 'Apply No DDL in production' }).click()
  await expect(page).toHaveURL(/\/rules$/)
  await expect(page.getByRole('link', { name: 'No DDL', exact: true })).toBeVisible()
})

test('who may only read the rules tries and looks, and changes nothing', async ({ as }) => {
  const page = await as('erin')
  await page.goto('/rules/packs')
  await page.getByRole('button', { name: 'Preview Read-only agent' }).click()
  await expect(page.getByRole('list', { name: 'Rules of Read-only agent' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Apply/ })).toHaveCount(0)
})
