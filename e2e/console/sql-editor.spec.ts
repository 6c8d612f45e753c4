import { readFile } from 'node:fs/promises'
import { isThere, makeTable } from '../held-table'
import { demoFile } from '../product'
import { expectAccessible } from './accessible'
import { expect, type Page, test } from './test'

/** By the keyboard, from the navigation's own shortcut to the editor. */
async function openEditor(page: Page): Promise<void> {
  await page.goto('/sql')
  await page.getByRole('link', { name: demoFile().connection, exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'SQL' })).toBeFocused()
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'SQL' }).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
}

test('rows come back with masks, and each masked cell says why', async ({ as }) => {
  const page = await as('erin')
  await openEditor(page)
  await write(
    page,
    "select id, email, notes, null as nothing, '' as empty from customers order by id limit 5",
  )
  await page.keyboard.press('Control+Enter')
  const result = page.getByRole('article', { name: /^Result of select id/ })
  await expect(result).toContainText('5 rows')
  const cell = result.getByRole('row').nth(1).getByRole('cell').nth(1)
  await expect(cell).toHaveText(/\*\*\*/)
  await expect(cell).toHaveAccessibleDescription(/Masked .* by “Customer e-mail”.*e-mail addresses/)
  await expect(result.getByRole('row').nth(1)).toContainText('NULL')
  await expect(result.getByRole('row').nth(1)).toContainText('empty text')
  await expectAccessible(page, 'the editor with a result')

  const download = page.waitForEvent('download')
  await result.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).split('\r\n')
  expect(lines[0]).toBe('"id","email","notes","nothing","empty"')
  expect(lines).toHaveLength(7)
  expect(lines[1]).toContain('***')
  expect(lines[1]).toMatch(/,,""$/)
})

test('several statements run one after the other until one fails, and the error is marked', async ({
  as,
}) => {
  const page = await as('erin')
  await openEditor(page)
  await write(page, 'select 1 as one;\nselect nothing_there from customers;\nselect 3 as three')
  await page.getByRole('button', { name: 'Run all' }).click()
  await expect(page.getByRole('article', { name: /^Result of select 1/ })).toContainText('1 row')
  const second = page.getByRole('article', { name: /^Result of select nothing_there/ })
  await expect(second.getByRole('alert')).toContainText('Column "nothing_there" does not exist')
  await expect(page.locator('.sql-error')).toHaveText('nothing_there')
  await expect(page.getByRole('article', { name: /^Result of select 3/ })).toContainText('not run')
})

test('what a rule denies is said in its words, and the session goes on', async ({ as }) => {
  const page = await as('erin')
  await openEditor(page)
  await write(page, 'delete from orders')
  await page.keyboard.press('Control+Enter')
  const result = page.getByRole('article', { name: /^Result of delete/ })
  await expect(result.getByRole('alert')).toContainText('Denied by rule "No DELETE or UPDATE without WHERE"')
  await expect(result.getByRole('alert')).toContainText('Add a WHERE clause')
  await write(page, "select 'goes ' || 'on' as it")
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('article', { name: /^Result of select/ })).toContainText('goes on')
})

test('a held statement waits in place, and its result arrives once it is approved', async ({ as }) => {
  const table = await makeTable()
  const page = await as('erin')
  await openEditor(page)
  await write(page, `drop table ${table}`)
  await page.keyboard.press('Control+Enter')
  const result = page.getByRole('article', { name: /^Result of drop/ })
  await expect(result.getByRole('status')).toContainText('Waiting for approval')
  await expect(result).toContainText('Held by “Schema changes wait for an approver”')
  await expectAccessible(page, 'a held statement in the editor')
  const request = await result.getByRole('link', { name: 'See the request' }).getAttribute('href')

  const alan = await as('alan')
  await alan.goto(request ?? '/')
  const region = alan.getByRole('region', { name: 'Request' })
  await expect(region).toContainText(`drop table ${table}`)
  await region.getByRole('button', { name: 'Approve', exact: true }).click()
  await expect(result).toContainText('DROP TABLE')
  expect(await isThere(table)).toBe(false)
})

test('a held statement is withdrawn by Cancel', async ({ as }) => {
  const table = await makeTable()
  const page = await as('erin')
  await openEditor(page)
  await write(page, `drop table ${table}`)
  await page.keyboard.press('Control+Enter')
  const result = page.getByRole('article', { name: /^Result of drop/ })
  await expect(result.getByRole('status')).toContainText('Waiting for approval')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(result.getByRole('alert')).toContainText('Canceling statement while it waited for approval')
  expect(await isThere(table)).toBe(true)
})

test('names are completed from the catalogue, with what is masked of them', async ({ as }, { project }) => {
  test.skip(project.name !== 'desktop', 'a phone has no keyboard')
  const page = await as('erin')
  await expect(async () => {
    await openEditor(page) // the gateway may not have read the catalogue yet
    await expect(page.getByRole('region', { name: 'Tables' })).toContainText('customers', { timeout: 10_000 })
  }).toPass()
  await write(page, '')
  await page.keyboard.type('select * from customers c where c.ema')
  const option = page.getByRole('option', { name: /^email/ })
  await expect(option).toContainText('masked: email')
  await option.click() // Tab takes it too, but not in the moment in which it appears
  await expect(page.getByRole('textbox', { name: 'SQL' })).toContainText('c.email')
})

test('the session is recorded as the console’s, found again in the history, and ends with the tab', async ({
  as,
}) => {
  const mark = `mark_${process.pid}_${Date.now()}`
  const page = await as('erin')
  await openEditor(page)
  await write(page, `select 1 as ${mark}`)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('article', { name: /^Result of select/ })).toContainText('1 row')
  const href = await page.getByRole('link', { name: 'Session', exact: true }).getAttribute('href')

  const history = page.getByRole('dialog', { name: 'What you ran' })
  await expect(async () => {
    await page.keyboard.press('Escape') // an attempt before this one opened it
    await expect(history).toBeHidden()
    await page.getByRole('button', { name: 'History' }).click({ timeout: 10_000 })
    await history.getByLabel('Search').fill(mark)
    await expect(history.getByRole('button', { name: new RegExp(mark) })).toBeVisible({ timeout: 10_000 })
  }).toPass()
  await expectAccessible(page, 'the history of the editor')
  await page.keyboard.press('Escape')

  const rita = await as('rita')
  await rita.goto(href ?? '/')
  await expect(rita.getByText('console', { exact: true }).first()).toBeVisible()
  await expect(rita.getByText('Live', { exact: true }).first()).toBeVisible()
  await page.close()
  await expect(rita.getByText('Live', { exact: true })).toHaveCount(0)
})

test('who is signed out elsewhere loses the session at once', async ({ as }) => {
  const page = await as('erin')
  await openEditor(page)
  await write(page, 'select 1')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Connected')).toBeVisible()
  await page.evaluate(async () => {
    const { csrfToken } = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string }
    await fetch('/api/auth/signout', {
      method: 'POST',
      body: new URLSearchParams({ csrfToken, json: 'true' }),
    })
  })
  await expect(page.getByText(/The session has ended: you are signed out/)).toBeVisible()
})
