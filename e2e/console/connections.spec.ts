import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { productData } from '../env'
import { demoFile } from '../product'
import { expect, test } from './test'

test('a connection is registered after a real test, which says how far it came', async ({ as }, {
  project,
}) => {
  const { target } = demoFile()
  const password = readFileSync(join(productData(), 'target-password'), 'utf8').trim()
  const name = `shop-${project.name}-${Date.now()}`
  const page = await as('erin')
  await page.goto('/connections/new')

  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Host').fill(target.host)
  await page.getByLabel('Port').fill('1')
  await page.getByLabel('Database').fill(target.database)
  await page.getByLabel('User name').fill(target.username)
  await page.getByLabel('Password').fill('wrong')
  await page.getByLabel('TLS to the target').selectOption('disable')
  const test = page.getByRole('button', { name: 'Test connection' })
  const stages = page.getByRole('list', { name: 'Stages' })
  await test.click()
  await expect(stages).toContainText('Network: failed')

  await page.getByLabel('Port').fill(String(target.port))
  await test.click()
  await expect(stages).toContainText('Network: passed')
  await expect(stages).toContainText('Sign-in: failed')

  await page.getByLabel('Password').fill(password)
  await test.click()
  await expect(stages).toContainText('Ready: passed')
  await expect(page.getByText('PostgreSQL 18')).toBeVisible()

  await page.getByRole('button', { name: 'Register connection' }).click()
  await expect(page).toHaveURL(/\/connections\/[0-9a-f-]{36}/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
  expect(await page.content()).not.toContain(password)
  await page.goto('/connections')
  await expect(page.getByRole('link', { name })).toBeVisible()
})
