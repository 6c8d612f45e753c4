import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { productData } from '../env'
import { demoFile } from '../product'
import { psql } from '../psql'
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
  await expect(page.getByText(/^PostgreSQL 18\S* answers$/)).toBeVisible()

  await page.getByRole('button', { name: 'Register connection' }).click()
  await expect(page).toHaveURL(/\/connections\/[0-9a-f-]{36}\/set-up/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
  expect(await page.content()).not.toContain(password)
  await page.goto('/connections')
  await expect(page.getByRole('link', { name })).toBeVisible()
})

test('an admin goes from an address to a command that works, and until then nobody gets in', async ({ as }, {
  project,
}) => {
  const { target } = demoFile()
  const password = readFileSync(join(productData(), 'target-password'), 'utf8').trim()
  const name = `path-${project.name}-${Date.now()}`
  const address = `postgres://${target.username}:${encodeURIComponent(password)}@${target.host}:${target.port}/${target.database}?sslmode=disable`
  const page = await as('ada')
  await page.goto('/connections/new')

  await page.getByLabel('Paste its address').fill(address)
  await page.getByLabel('Paste its address').press('Enter')
  await expect(page.getByLabel('Host')).toHaveValue(target.host)
  await expect(page.getByRole('list', { name: 'Stages' })).toContainText('Ready: passed')
  await expect(page.getByText(/reads \d+ of \d+ tables/)).toBeVisible()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Register connection' }).click()

  await expect(page.getByRole('heading', { name: 'What must not leave' })).toBeVisible()
  await expect(page.getByLabel(`What ${target.database}.public.customers.email holds`)).toHaveValue('email')
  expect((await psql('SELECT 1', { database: name })).stderr).toContain('is closed')

  await page.getByRole('button', { name: 'Next: policy' }).click()
  await expect(page.getByRole('checkbox', { name: 'Read-only agent' })).toBeChecked()
  await page.getByRole('button', { name: /and open it/ }).click()
  await expect(page.getByRole('heading', { name: 'Connect', exact: true })).toBeVisible()
  await expect(page.getByLabel('psql command')).toContainText(`-d ${name}`)
  await page.getByRole('tab', { name: 'JDBC' }).click()
  await expect(page.getByLabel('JDBC command')).toContainText('jdbc:postgresql://')

  const { stdout } = await psql('SELECT email FROM customers LIMIT 1', { database: name, args: ['-At'] })
  expect(stdout).toMatch(/\*+@/)
  const denied = await psql('DELETE FROM orders WHERE id = 1', { database: name })
  expect(denied.stderr).toContain('Agents read here')
})
