import { randomUUID } from 'node:crypto'
import { expectAccessible } from './accessible'
import { expect, test } from './test'

test('an admin invites a person, who chooses a password and is in, with a link that leaves the browser once', async ({
  as,
  browser,
  baseURL,
  viewport,
}) => {
  const page = await as('ada')
  const name = `Nora ${randomUUID().slice(0, 8)}`
  const email = `${randomUUID()}@example.com`
  await page.goto('/people?kind=invitation')
  await page.getByRole('link', { name: 'Invite' }).click()
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Role').selectOption('reviewer')
  await page.getByRole('button', { name: 'Invite' }).click()
  const link = (await page.getByLabel('Link of the invitation').textContent())?.trim() ?? ''
  expect(link).toContain('/invitation#sp_invite_')
  await expectAccessible(page, 'the link of an invitation')
  await page.getByRole('link', { name: 'Done' }).click()
  await expect(page.getByRole('row').filter({ hasText: email })).toBeVisible()

  const context = await browser.newContext({ ...(baseURL && { baseURL }), viewport })
  const theirs = await context.newPage()
  const code = new URL(link).hash.slice(1)
  const told: string[] = []
  theirs.on('request', (request) => {
    const headers = request.headers()
    if (`${request.url()} ${headers.referer ?? ''}`.includes(code)) told.push(request.url())
  })
  await theirs.goto(link)
  await expect(theirs.getByText(email)).toBeVisible()
  await expectAccessible(theirs, 'an invitation')
  await theirs.getByLabel('Password').fill('a password of my own')
  await theirs.getByRole('button', { name: 'Accept the invitation' }).click()
  await expect(theirs).toHaveURL(`${baseURL}/`)
  await theirs.goto('/account')
  await expect(theirs.getByText(email)).toBeVisible()
  expect(told).toEqual([])

  await theirs.goto(link)
  await expect(theirs.getByText('used, taken back, or out of time')).toBeVisible()
  await context.close()
  await page.reload()
  await expect(page.getByRole('row').filter({ hasText: email })).toHaveCount(0)
})

test('an invitation that is taken back lets nobody in', async ({ as, browser, baseURL }) => {
  const page = await as('ada')
  const email = `${randomUUID()}@example.com`
  await page.goto('/people/invite')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Name').fill(`Otto ${randomUUID().slice(0, 8)}`)
  await page.getByRole('button', { name: 'Invite' }).click()
  const link = (await page.getByLabel('Link of the invitation').textContent())?.trim() ?? ''
  await page.getByRole('link', { name: 'Done' }).click()
  const row = page.getByRole('row').filter({ hasText: email })
  await row.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Remove invitation' }).click()
  await expect(row).toHaveCount(0)

  const context = await browser.newContext({ ...(baseURL && { baseURL }) })
  const theirs = await context.newPage()
  await theirs.goto(link)
  await expect(theirs.getByText('used, taken back, or out of time')).toBeVisible()
  await context.close()
})
